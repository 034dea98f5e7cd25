using System.Buffers.Binary;
using System.Text;

namespace Timonier.Dns;

internal enum RecordType : ushort { A = 1, Ns = 2, Cname = 5, Soa = 6, Ptr = 12, Aaaa = 28, Srv = 33, Opt = 41, Axfr = 252, Any = 255 }

internal enum ResponseCode : byte { NoError = 0, FormatError = 1, ServerFailure = 2, NameError = 3, NotImplemented = 4, Refused = 5 }

/// <summary>The one question of a query, and what its sender can take.</summary>
internal sealed record DnsQuestion(ushort Id, string Name, RecordType Type, ushort Class, int EndInPacket)
{
    private const int LargestName = 255, MostPointers = 16;

    public bool RecursionDesired { get; init; }
    public bool CheckingDisabled { get; init; }
    public bool HasEdns { get; init; }

    /// <summary>The sender wants signatures.</summary>
    public bool DnssecOk { get; init; }

    /// <summary>The largest datagram that the sender takes.</summary>
    public int UdpSize { get; init; } = 512;

    /// <summary>Null for what must be dropped (no header, or an answer); otherwise the question or the refusal to send.</summary>
    public static (DnsQuestion? Question, ResponseCode Refusal)? TryParse(ReadOnlySpan<byte> packet)
    {
        if (packet.Length < 12 || (packet[2] & 0x80) != 0) return null;
        if ((packet[2] & 0x78) != 0) return (null, ResponseCode.NotImplemented);
        if (TryReadQuestion(packet) is not { } question) return (null, ResponseCode.FormatError);
        return (ReadEdns(packet, question with { RecursionDesired = (packet[2] & 1) != 0, CheckingDisabled = (packet[3] & 0x10) != 0 }), ResponseCode.NoError);
    }

    /// <summary>The question section of a query or an answer: exactly one, its name spelled out.</summary>
    public static DnsQuestion? TryReadQuestion(ReadOnlySpan<byte> packet)
    {
        if (packet.Length < 12 || BinaryPrimitives.ReadUInt16BigEndian(packet[4..]) != 1) return null;
        if (!TryReadName(packet, 12, out var name, out var at) || at + 4 > packet.Length) return null;
        // Nothing stands before the first name that it could point to.
        if (at != 12 + (name.Length == 0 ? 1 : name.Length + 2)) return null;
        var type = (RecordType)BinaryPrimitives.ReadUInt16BigEndian(packet[at..]);
        return new DnsQuestion(BinaryPrimitives.ReadUInt16BigEndian(packet), name, type, BinaryPrimitives.ReadUInt16BigEndian(packet[(at + 2)..]), at + 4);
    }

    /// <summary>The name in lower case without its last dot. Pointers may only lead backwards, so every name ends.</summary>
    public static bool TryReadName(ReadOnlySpan<byte> packet, int at, out string name, out int end)
    {
        var text = new StringBuilder();
        name = "";
        end = -1;
        var limit = at;
        for (int used = 0, pointers = 0; at < packet.Length;)
        {
            int size = packet[at];
            if (size == 0)
            {
                if (end < 0) end = at + 1;
                name = text.ToString();
                return true;
            }
            if ((size & 0xc0) == 0xc0)
            {
                if (at + 1 >= packet.Length) return false;
                if (end < 0) end = at + 2;
                var target = ((size & 0x3f) << 8) | packet[at + 1];
                if (target >= limit || ++pointers > MostPointers) return false;
                limit = at = target;
                continue;
            }
            used += size + 1;
            if (size > 63 || at + 1 + size > packet.Length || used + 1 > LargestName) return false;
            if (text.Length > 0) text.Append('.');
            foreach (var octet in packet.Slice(at + 1, size))
            {
                // A dot inside a label cannot be told from a border in our text form; no name of ours has one.
                if (octet == '.') return false;
                text.Append((char)(octet is >= (byte)'A' and <= (byte)'Z' ? octet | 0x20 : octet));
            }
            at += size + 1;
        }
        return false;
    }

    private static DnsQuestion ReadEdns(ReadOnlySpan<byte> packet, DnsQuestion question)
    {
        var at = question.EndInPacket;
        var records = BinaryPrimitives.ReadUInt16BigEndian(packet[6..]) + BinaryPrimitives.ReadUInt16BigEndian(packet[8..]) + BinaryPrimitives.ReadUInt16BigEndian(packet[10..]);
        for (; records > 0; records--)
        {
            if (!TryReadName(packet, at, out _, out at) || at + 10 > packet.Length) break;
            if ((RecordType)BinaryPrimitives.ReadUInt16BigEndian(packet[at..]) == RecordType.Opt)
            {
                return question with
                {
                    HasEdns = true,
                    DnssecOk = (packet[at + 6] & 0x80) != 0,
                    UdpSize = Math.Clamp((int)BinaryPrimitives.ReadUInt16BigEndian(packet[(at + 2)..]), 512, 4096),
                };
            }
            at += 10 + BinaryPrimitives.ReadUInt16BigEndian(packet[(at + 8)..]);
        }
        return question;
    }
}
