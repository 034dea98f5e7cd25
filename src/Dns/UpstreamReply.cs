using System.Buffers.Binary;
using System.Net;

namespace Timonier.Dns;

/// <summary>Another server's answer: what it says, how long that holds, and where in its bytes the lifetimes stand.</summary>
internal sealed class UpstreamReply
{
    private readonly byte[] bytes;
    private readonly List<int> lifetimes = [];
    private readonly List<ZoneRecord> aliasesAndAddresses = [];
    private uint shortest = uint.MaxValue, negative;
    private bool isAnswered;

    private UpstreamReply(byte[] bytes) => this.bytes = bytes;

    public int Length => bytes.Length;
    public ResponseCode Code => (ResponseCode)(bytes[3] & 0xf);
    public bool IsTruncated => (bytes[2] & 2) != 0;

    /// <summary>A server that does not want to answer, or cannot: another one may.</summary>
    public bool IsRefusal => Code is ResponseCode.ServerFailure or ResponseCode.Refused or ResponseCode.NotImplemented;

    /// <summary>The CNAME, A and AAAA records of the answer section, in order.</summary>
    public IReadOnlyList<ZoneRecord> AliasesAndAddresses => aliasesAndAddresses;

    /// <summary>How long it may be remembered: the shortest lifetime, for "there is none" the one that the zone says; 0: not at all.</summary>
    public uint Seconds => IsTruncated || Code is not (ResponseCode.NoError or ResponseCode.NameError) ? 0
        : isAnswered && Code == ResponseCode.NoError ? shortest
        : Math.Min(shortest, negative);

    /// <summary>Null when this is not the answer to that query: another id, another question, or no message at all.</summary>
    public static UpstreamReply? TryParse(byte[] packet, ushort id, DnsQuestion asked)
    {
        if (DnsQuestion.TryReadQuestion(packet) is not { } question || question.Id != id || (packet[2] & 0xf8) != 0x80) return null;
        if (question.Name != asked.Name || question.Type != asked.Type || question.Class != asked.Class) return null;
        var reply = new UpstreamReply(packet);
        return reply.IsTruncated || reply.ReadRecords(question) ? reply : null;
    }

    /// <summary>The bytes for one asker: its id, its spelling of the name, and lifetimes shortened by the answer's age.</summary>
    public byte[] For(ReadOnlySpan<byte> query, DnsQuestion question, uint age)
    {
        var copy = bytes.ToArray();
        query[..2].CopyTo(copy);
        query[12..question.EndInPacket].CopyTo(copy.AsSpan(12));
        foreach (var at in lifetimes)
        {
            var left = LifetimeAt(at);
            BinaryPrimitives.WriteUInt32BigEndian(copy.AsSpan(at), left > age ? left - age : 0);
        }
        return copy;
    }

    private bool ReadRecords(DnsQuestion question)
    {
        var at = question.EndInPacket;
        int answers = CountAt(6), authorities = CountAt(8), all = answers + authorities + CountAt(10);
        for (var i = 0; i < all; i++)
        {
            if (!DnsQuestion.TryReadName(bytes, at, out var name, out at) || at + 10 > bytes.Length) return false;
            var type = (RecordType)BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(at));
            var data = at + 10;
            var size = BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(at + 8));
            if (data + size > bytes.Length) return false;
            if (type != RecordType.Opt) lifetimes.Add(at + 4);
            if (i < answers && !ReadAnswer(question, name, type, at, size)) return false;
            if (i >= answers && i < answers + authorities && type == RecordType.Soa && size >= 20)
                negative = Math.Min(LifetimeAt(at + 4), LifetimeAt(data + size - 4));
            at = data + size;
        }
        return true;
    }

    private bool ReadAnswer(DnsQuestion question, string name, RecordType type, int at, int size)
    {
        var data = at + 10;
        var seconds = LifetimeAt(at + 4);
        shortest = Math.Min(shortest, seconds);
        isAnswered |= type == question.Type || question.Type == RecordType.Any;
        switch (type)
        {
            case RecordType.A when size == 4:
            case RecordType.Aaaa when size == 16:
                aliasesAndAddresses.Add(new ZoneRecord(name, type, new IPAddress(bytes.AsSpan(data, size)), Seconds: (int)seconds));
                return true;
            case RecordType.Cname:
                if (!DnsQuestion.TryReadName(bytes, data, out var target, out _)) return false;
                aliasesAndAddresses.Add(new ZoneRecord(name, type, Target: target, Seconds: (int)seconds));
                return true;
            default:
                return type is not (RecordType.A or RecordType.Aaaa);
        }
    }

    private int CountAt(int at) => BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(at));

    /// <summary>A lifetime with its highest bit set counts as none (RFC 2181, 8).</summary>
    private uint LifetimeAt(int at) => BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(at)) is var seconds && seconds > int.MaxValue ? 0 : seconds;
}
