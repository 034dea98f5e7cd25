using System.Buffers.Binary;

namespace Timonier.Store.Embedded;

/// <summary>Reads framed, checksummed pieces one behind the other, holding only a window of the file.</summary>
internal sealed class FrameReader(IStoreFile file)
{
    private const int WindowBytes = 1 << 20;

    private byte[] window = new byte[WindowBytes];
    private long windowStart;
    private int windowLength;

    /// <summary>Where the next frame, or what should be one, begins.</summary>
    public long Offset { get; private set; }

    public long FileLength { get; } = file.Length;

    public ReadOnlySpan<byte> Header(int length)
    {
        var header = Fill(length);
        Offset = header.Length;
        return header;
    }

    /// <summary>The body of the frame at <see cref="Offset"/>, valid until the next call; false when there is no sound one.</summary>
    public bool TryNext(int leastBytes, out ReadOnlySpan<byte> body)
    {
        body = default;
        var frame = Fill(LogBuffer.FrameBytes);
        if (frame.Length < LogBuffer.FrameBytes)
            return false;
        var size = BinaryPrimitives.ReadInt32LittleEndian(frame);
        var checksum = BinaryPrimitives.ReadUInt32LittleEndian(frame[4..]);
        if (size < leastBytes || size > FileLength - Offset - LogBuffer.FrameBytes)
            return false;
        body = Fill(LogBuffer.FrameBytes + size)[LogBuffer.FrameBytes..];
        if (body.Length < size || Crc32C.Of(body) != checksum)
            return false;
        Offset += LogBuffer.FrameBytes + size;
        return true;
    }

    /// <summary>Steps over one byte of what is not a frame, to look for the next that is.</summary>
    public void Skip() => Offset++;

    private ReadOnlySpan<byte> Fill(int count)
    {
        if (Offset < windowStart || Offset + count > windowStart + windowLength)
            Load(count);
        var from = (int)(Offset - windowStart);
        return window.AsSpan(from, Math.Min(count, windowLength - from));
    }

    private void Load(int count)
    {
        if (count > window.Length)
            window = new byte[Math.Max(count, window.Length * 2)];
        windowStart = Offset;
        windowLength = 0;
        while (windowLength < window.Length && file.Read(window.AsSpan(windowLength), windowStart + windowLength) is var read and > 0)
            windowLength += read;
    }
}
