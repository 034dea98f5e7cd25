using System.Buffers.Binary;
using System.Text;

namespace Timonier.Streaming;

/// <summary>
/// Writes header blocks of one connection as a zlib stream of stored blocks, each ended as a sync flush. The few
/// short headers of these protocols gain nothing from compression, and stored blocks need neither the dictionary
/// nor memory per connection; every zlib reader accepts them.
/// </summary>
public sealed class SpdyHeaderEncoder
{
    private const int MaxStored = 0xffff;
    private bool started;

    public byte[] Encode(IReadOnlyDictionary<string, string> headers)
    {
        var plain = Plain(headers);
        using var packed = new MemoryStream(plain.Length + 16);
        if (!started) packed.Write([0x78, 0x01]);
        started = true;
        for (var from = 0; from < plain.Length; from += MaxStored)
            Store(packed, plain.AsSpan(from, Math.Min(MaxStored, plain.Length - from)));
        Store(packed, []);
        return packed.ToArray();
    }

    private static byte[] Plain(IReadOnlyDictionary<string, string> headers)
    {
        using var plain = new MemoryStream();
        Number(plain, headers.Count);
        foreach (var (name, value) in headers)
        {
            // Names travel in lower case; a capital is a protocol error.
            Text(plain, name.ToLowerInvariant());
            Text(plain, value);
        }
        return plain.ToArray();
    }

    private static void Text(MemoryStream target, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Number(target, bytes.Length);
        target.Write(bytes);
    }

    private static void Number(MemoryStream target, int number)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        target.Write(bytes);
    }

    private static void Store(MemoryStream target, ReadOnlySpan<byte> bytes)
    {
        Span<byte> head = stackalloc byte[5];
        BinaryPrimitives.WriteUInt16LittleEndian(head[1..], (ushort)bytes.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(head[3..], (ushort)~bytes.Length);
        target.Write(head);
        target.Write(bytes);
    }
}
