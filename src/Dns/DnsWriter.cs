using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Timonier.Dns;

/// <summary>Writes an answer; names that were written before are pointed to.</summary>
internal sealed class DnsWriter : IDisposable
{
    // One record more than fits may be begun before it is taken back: two names and some numbers.
    private const int Overrun = 1024;
    private const ushort OwnUdpSize = 1232;
    private readonly Dictionary<string, int> written = new(StringComparer.Ordinal);
    private readonly byte[] bytes;
    private int length;

    private DnsWriter(int limit)
    {
        bytes = ArrayPool<byte>.Shared.Rent(limit + Overrun);
        bytes.AsSpan(0, 12).Clear();
    }

    /// <summary>The answer to a question, no longer than the limit; what does not fit is left out and said so.</summary>
    public static byte[] Answer(ReadOnlySpan<byte> query, DnsQuestion question, ZoneAnswer answer, int limit)
    {
        using var writer = new DnsWriter(limit);
        query[..question.EndInPacket].CopyTo(writer.bytes);
        writer.length = question.EndInPacket;
        writer.written[question.Name] = 12;
        int answers = 0, authorities = 0;
        var truncated = answer.Truncated;
        var room = limit - (question.HasEdns ? 11 : 0);
        foreach (var record in answer.Answers)
        {
            if (!writer.TryWrite(record, room)) { truncated = true; break; }
            answers++;
        }
        if (!truncated && answer.Authority is { } soa && writer.TryWrite(soa, room)) authorities++;
        writer.Header(question, answer, truncated, answers, authorities);
        if (question.HasEdns) writer.Edns(dnssecOk: false);
        return writer.bytes[..writer.length];
    }

    /// <summary>A question for another server. Only what we understand of the asker's options goes along.</summary>
    public static byte[] Query(ushort id, DnsQuestion question)
    {
        using var writer = new DnsWriter(512);
        BinaryPrimitives.WriteUInt16BigEndian(writer.bytes, id);
        writer.bytes[2] = (byte)(question.RecursionDesired ? 1 : 0);
        writer.bytes[3] = (byte)(question.CheckingDisabled ? 0x10 : 0);
        writer.bytes[5] = 1;
        writer.bytes[11] = (byte)(question.HasEdns ? 1 : 0);
        writer.length = 12;
        writer.Name(question.Name, compress: false);
        writer.Number((ushort)question.Type);
        writer.Number(question.Class);
        if (question.HasEdns) writer.Edns(question.DnssecOk);
        return writer.bytes[..writer.length];
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(bytes);

    /// <summary>A bare header with a code, for queries that have no readable question.</summary>
    public static byte[] Refusal(ReadOnlySpan<byte> query, ResponseCode code)
    {
        var answer = new byte[12];
        query[..2].CopyTo(answer);
        answer[2] = (byte)(0x80 | (query[2] & 0x79));
        answer[3] = (byte)(0x80 | (byte)code);
        return answer;
    }

    /// <summary>Writes the record, or nothing of it when it does not fit.</summary>
    private bool TryWrite(ZoneRecord record, int room)
    {
        var before = length;
        Write(record);
        if (length <= room) return true;
        length = before;
        return false;
    }

    private void Write(ZoneRecord record)
    {
        Name(record.Name);
        Number((ushort)record.Type);
        Number(1);
        Long((uint)record.Seconds);
        var size = length;
        length += 2;
        switch (record.Type)
        {
            case RecordType.A or RecordType.Aaaa:
                record.Address!.TryWriteBytes(bytes.AsSpan(length), out var size4or16);
                length += size4or16;
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
                foreach (var value in (ReadOnlySpan<uint>)[1, 7200, 1800, 86400, (uint)record.Seconds]) Long(value);
                break;
            default:
                Name(record.Target);
                break;
        }
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(size), (ushort)(length - size - 2));
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

    private void Header(DnsQuestion question, ZoneAnswer answer, bool truncated, int answers, int authorities)
    {
        bytes[2] = (byte)(0x80 | (answer.Authoritative ? 4 : 0) | (truncated ? 2 : 0) | (question.RecursionDesired ? 1 : 0));
        bytes[3] = (byte)(0x80 | (byte)answer.Code);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(6), (ushort)answers);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(8), (ushort)authorities);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(10), (ushort)(question.HasEdns ? 1 : 0));
    }

    private void Edns(bool dnssecOk)
    {
        bytes[length++] = 0;
        Number((ushort)RecordType.Opt);
        Number(OwnUdpSize);
        Long(dnssecOk ? 0x8000u : 0);
        Number(0);
    }

    private void Long(uint value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(length), value);
        length += 4;
    }

    private void Number(ushort value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(length), value);
        length += 2;
    }
}
