using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Timonier.Streaming;

/// <summary>
/// Reads the header blocks of one connection, which are one zlib stream with a sync flush after each block. The
/// class library knows no preset dictionaries, so the raw decompressor is fed the dictionary first, as a stored
/// block, and what that yields is dropped: afterwards its window is the one the peer assumes.
/// </summary>
public sealed class SpdyHeaderDecoder(int maxBytes) : IDisposable
{
    private const byte PresetDictionary = 0x20;
    private readonly Feed feed = new();
    private DeflateStream? inflater;

    /// <exception cref="SpdyException">The block is malformed or too large; the connection cannot go on.</exception>
    public IReadOnlyDictionary<string, string> Decode(ReadOnlyMemory<byte> block)
    {
        if (inflater is null)
        {
            var skip = Start(block.Span);
            block = block[skip..];
        }
        feed.Next = block;
        try
        {
            return Parse(Inflate());
        }
        catch (InvalidDataException)
        {
            throw new SpdyException("A header block is not valid zlib data.");
        }
    }

    public void Dispose() => inflater?.Dispose();

    private int Start(ReadOnlySpan<byte> block)
    {
        if (block.Length < 2 || (block[0] & 0x0f) != 8 || ((block[0] << 8) | block[1]) % 31 != 0)
            throw new SpdyException("The first header block has no zlib header.");
        var preset = (block[1] & PresetDictionary) != 0;
        if (preset && (block.Length < 6 || BinaryPrimitives.ReadUInt32BigEndian(block[2..]) != SpdyDictionary.Checksum))
            throw new SpdyException("The header blocks are packed with an unknown dictionary.");
        inflater = new DeflateStream(feed, CompressionMode.Decompress);
        if (!preset) return 2;

        var dictionary = SpdyDictionary.Bytes;
        var stored = new byte[5 + dictionary.Length];
        BinaryPrimitives.WriteUInt16LittleEndian(stored.AsSpan(1), (ushort)dictionary.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(stored.AsSpan(3), (ushort)~dictionary.Length);
        dictionary.CopyTo(stored, 5);
        feed.Next = stored;
        inflater.ReadExactly(new byte[dictionary.Length]);
        return 6;
    }

    private ReadOnlySpan<byte> Inflate()
    {
        var plain = new byte[Math.Min(maxBytes, 1024)];
        var filled = 0;
        while (true)
        {
            if (filled == plain.Length)
            {
                if (filled >= maxBytes) throw new SpdyException($"A header block is larger than {maxBytes} bytes.");
                Array.Resize(ref plain, Math.Min(maxBytes, filled * 2));
            }
            var read = inflater!.Read(plain, filled, plain.Length - filled);
            if (read == 0) return plain.AsSpan(0, filled);
            filled += read;
        }
    }

    private static Dictionary<string, string> Parse(ReadOnlySpan<byte> plain)
    {
        var count = Number(ref plain);
        if (count > plain.Length / 8) throw new SpdyException("A header block announces more headers than it holds.");
        var headers = new Dictionary<string, string>(count, StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < count; i++)
        {
            var name = Text(ref plain);
            // Several values of one name are parted by a zero byte.
            var value = Text(ref plain).Replace('\0', ',');
            if (name.Length == 0 || !headers.TryAdd(name, value)) throw new SpdyException("A header block has an empty or repeated name.");
        }
        if (!plain.IsEmpty) throw new SpdyException("A header block has bytes after its last header.");
        return headers;
    }

    private static int Number(ref ReadOnlySpan<byte> plain)
    {
        if (plain.Length < 4) throw new SpdyException("A header block ends too early.");
        var number = BinaryPrimitives.ReadInt32BigEndian(plain);
        plain = plain[4..];
        return number >= 0 ? number : throw new SpdyException("A header block has a length out of range.");
    }

    private static string Text(ref ReadOnlySpan<byte> plain)
    {
        var length = Number(ref plain);
        if (length > plain.Length) throw new SpdyException("A header block ends too early.");
        var text = Encoding.UTF8.GetString(plain[..length]);
        plain = plain[length..];
        return text;
    }

    /// <summary>Hands the decompressor one block, then says "no more for now".</summary>
    private sealed class Feed : MemoryStream
    {
        public ReadOnlyMemory<byte> Next { get; set; }

        public override int Read(Span<byte> buffer)
        {
            var length = Math.Min(buffer.Length, Next.Length);
            Next.Span[..length].CopyTo(buffer);
            Next = Next[length..];
            return length;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
    }
}
