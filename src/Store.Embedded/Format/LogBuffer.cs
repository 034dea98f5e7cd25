using System.Buffers.Binary;
using System.Text;

namespace Timonier.Store.Embedded;

/// <summary>Growing bytes in which records are laid out: length, checksum, then what the checksum covers.</summary>
internal sealed class LogBuffer
{
    public const int FrameBytes = 8;

    private byte[] bytes = new byte[64 << 10];
    private int frame;

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => bytes.AsSpan(0, Length);

    public void Clear() => Length = 0;

    public void BeginFrame()
    {
        frame = Length;
        Take(FrameBytes);
    }

    public void EndFrame()
    {
        var body = bytes.AsSpan(frame + FrameBytes, Length - frame - FrameBytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(frame), body.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(frame + 4), Crc32C.Of(body));
    }

    public void Byte(byte value) => Take(1)[0] = value;

    public void Int32(int value) => BinaryPrimitives.WriteInt32LittleEndian(Take(4), value);

    public void Int64(long value) => BinaryPrimitives.WriteInt64LittleEndian(Take(8), value);

    public void Bytes(ReadOnlySpan<byte> value) => value.CopyTo(Take(value.Length));

    public void Key(string key)
    {
        var length = Encoding.UTF8.GetByteCount(key);
        Int32(length);
        Encoding.UTF8.GetBytes(key, Take(length));
    }

    private Span<byte> Take(int count)
    {
        if (Length + count > bytes.Length)
            Array.Resize(ref bytes, Math.Max(bytes.Length * 2, Length + count));
        var taken = bytes.AsSpan(Length, count);
        Length += count;
        return taken;
    }
}
