using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace Timonier.Dns;

/// <summary>Writes an answer; names that were written before are pointed to.</summary>
internal sealed class DnsWriter
{
    private readonly byte[] bytes = new byte[65535];
    private readonly Dictionary<string, int> written = new(StringComparer.Ordinal);
    private int length;

    /// <summary>The answer to a question, no longer than the limit; what does not fit is left out and said so.</summary>
    public static byte[] Answer(ReadOnlySpan<byte> query, DnsQuestion question, ZoneAnswer answer, int limit)
    {
        var writer = new DnsWriter();
        query[..question.EndInPacket].CopyTo(writer.bytes);
        writer.length = question.EndInPacket;
        writer.written[question.Name] = 12;
        int answers = 0, authorities = 0;
        var truncated = false;
        var room = limit - (question.HasEdns ? 11 : 0);
        foreach (var record in answer.Answers)
        {
            var before = writer.length;
            if (before > room - 300 && !writer.Fits(record, room) || !writer.Write(record, room)) { writer.length = before; truncated = true; break; }
            answers++;
        }
        if (!truncated && answer.Authority is { } soa && writer.Write(soa, room)) authorities++;
        writer.Header(question.RecursionDesired, answer.Code, authoritative: true, truncated, answers, authorities, question.HasEdns ? 1 : 0);
        if (question.HasEdns) writer.Edns();
        return writer.bytes[..writer.length];
    }

    /// <summary>A bare header with a code, for queries that have no readable question.</summary>
    public static byte[] Refusal(ReadOnlySpan<byte> query, ResponseCode code)
    {
        var answer = new byte[12];
        query[..2].CopyTo(answer);
        answer[2] = (byte)(0x80 | (query[2] & 0x79));
        answer[3] = (byte)(0x80 | (byte)code);
        return answer;
    }

    private bool Fits(ZoneRecord record, int room) => length + 2 + 10 + 6 + 2 * 255 <= room || record.Type == RecordType.A && length + 16 <= room;

    private bool Write(ZoneRecord record, int room)
    {
        Name(record.Name);
        Number((ushort)record.Type);
        Number(1);
        Number(0);
        Number((ushort)record.Seconds);
        var size = length;
        length += 2;
        switch (record.Type)
        {
            case RecordType.A:
                record.Address!.GetAddressBytes().CopyTo(bytes, length);
                length += 4;
                break;
            case RecordType.Srv:
                Number(0);
                Number(100);
                Number((ushort)record.Port);
                Name(record.Target, compress: false);
                break;
            case RecordType.Soa:
                Name($"ns.dns.{record.Name}");
                Name($"hostmaster.{record.Name}");
                foreach (var value in (uint[])[1, 7200, 1800, 86400, (uint)record.Seconds])
                {
                    BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(length), value);
                    length += 4;
                }
                break;
            default:
                Name(record.Target);
                break;
        }
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(size), (ushort)(length - size - 2));
        return length <= room;
    }

    private void Name(string name, bool compress = true)
    {
        while (name.Length > 0)
        {
            if (compress && written.TryGetValue(name, out var at))
            {
                Number((ushort)(0xc000 | at));
                return;
            }
            if (length < 0x4000) written.TryAdd(name, length);
            var dot = name.IndexOf('.');
            var label = dot < 0 ? name : name[..dot];
            bytes[length++] = (byte)label.Length;
            length += Encoding.Latin1.GetBytes(label, bytes.AsSpan(length));
            name = dot < 0 ? "" : name[(dot + 1)..];
        }
        bytes[length++] = 0;
    }

    private void Header(bool recursion, ResponseCode code, bool authoritative, bool truncated, int answers, int authorities, int additional)
    {
        bytes[2] = (byte)(0x80 | (authoritative ? 4 : 0) | (truncated ? 2 : 0) | (recursion ? 1 : 0));
        bytes[3] = (byte)(0x80 | (byte)code);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(6), (ushort)answers);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(8), (ushort)authorities);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(10), (ushort)additional);
    }

    private void Edns()
    {
        bytes[length++] = 0;
        Number((ushort)RecordType.Opt);
        Number(1232);
        Number(0);
        Number(0);
        Number(0);
    }

    private void Number(ushort value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(length), value);
        length += 2;
    }
}
