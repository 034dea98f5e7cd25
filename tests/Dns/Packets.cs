using System.Buffers.Binary;
using System.Text;

namespace Timonier.Dns.Tests;

/// <summary>DNS messages as bytes, made by hand so that the tests do not believe the code they test.</summary>
internal static class Packets
{
    public const ushort Id = 7;

    public static byte[] Query(string name, RecordType type, ushort ednsSize = 0)
    {
        byte[] edns = ednsSize == 0 ? [] : [0, 0, 41, (byte)(ednsSize >> 8), (byte)ednsSize, 0, 0, 0, 0, 0, 0];
        return [0, (byte)Id, 1, 0, 0, 1, 0, 0, 0, 0, 0, (byte)(ednsSize == 0 ? 0 : 1), .. Name(name), 0, (byte)type, 0, 1, .. edns];
    }

    /// <summary>The answer to a query: its header and question, then these records.</summary>
    public static byte[] Reply(byte[] query, int code, IReadOnlyList<byte[]> answers, IReadOnlyList<byte[]>? authorities = null)
    {
        var end = 12;
        while (query[end] != 0) end += query[end] + 1;
        byte[] reply = [.. query[..(end + 5)], .. answers.SelectMany(a => a), .. (authorities ?? []).SelectMany(a => a)];
        reply[2] = (byte)(0x80 | (query[2] & 1));
        reply[3] = (byte)(0x80 | code);
        BinaryPrimitives.WriteUInt16BigEndian(reply.AsSpan(6), (ushort)answers.Count);
        BinaryPrimitives.WriteUInt16BigEndian(reply.AsSpan(8), (ushort)(authorities?.Count ?? 0));
        reply[10] = reply[11] = 0;
        return reply;
    }

    public static byte[] Address(string name, uint seconds, params byte[] address) => Record(name, RecordType.A, seconds, address);

    public static byte[] Alias(string name, uint seconds, string target) => Record(name, RecordType.Cname, seconds, Name(target));

    public static byte[] Soa(string zone, uint seconds, uint minimum) =>
        Record(zone, RecordType.Soa, seconds, [.. Name("ns"), .. Name("host"), .. new byte[16], .. Number(minimum)]);

    public static int Code(byte[] message) => message[3] & 0xf;
    public static int Answers(byte[] message) => BinaryPrimitives.ReadUInt16BigEndian(message.AsSpan(6));
    public static bool IsTruncated(byte[] message) => (message[2] & 2) != 0;
    public static bool IsAuthoritative(byte[] message) => (message[2] & 4) != 0;

    /// <summary>The addresses and aliases of an answer with their lifetimes, as text.</summary>
    public static IReadOnlyList<string> Read(byte[] message)
    {
        var question = DnsQuestion.TryReadQuestion(message)!;
        var reply = UpstreamReply.TryParse(message, question.Id, question)!;
        return [.. reply.AliasesAndAddresses.Select(r => $"{r.Name} {r.Seconds} {(r.Type == RecordType.Cname ? r.Target : r.Address!.ToString())}")];
    }

    private static byte[] Record(string name, RecordType type, uint seconds, byte[] data) =>
        [.. Name(name), 0, (byte)type, 0, 1, .. Number(seconds), (byte)(data.Length >> 8), (byte)data.Length, .. data];

    private static byte[] Number(uint value) => [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];

    private static byte[] Name(string name) =>
        [.. name.Split('.', StringSplitOptions.RemoveEmptyEntries).SelectMany(l => (byte[])[(byte)l.Length, .. Encoding.ASCII.GetBytes(l)]), 0];
}
