using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Timonier.Kinds.Protobuf;

/// <summary>Appends protobuf fields to pooled memory. Lengths are put in when a message closes, so nothing is measured twice.</summary>
/// <param name="room">How much is expected; more makes room by copying what is there.</param>
internal sealed class WireWriter(int room = 4096) : IDisposable
{
    private byte[] buffer = ArrayPool<byte>.Shared.Rent(room);
    private int count;

    public ReadOnlySpan<byte> Written => buffer.AsSpan(0, count);

    public void Dispose() => ArrayPool<byte>.Shared.Return(buffer);

    public void Number(int number, long value)
    {
        Varint((ulong)number << 3);
        Varint((ulong)value);
    }

    public void Double(int number, double value)
    {
        Varint(((ulong)number << 3) | 1);
        BinaryPrimitives.WriteDoubleLittleEndian(Take(8), value);
    }

    public void Text(int number, string text)
    {
        Varint(((ulong)number << 3) | 2);
        var length = Encoding.UTF8.GetByteCount(text);
        Varint((ulong)length);
        Encoding.UTF8.GetBytes(text, Take(length));
    }

    public void Bytes(int number, ReadOnlySpan<byte> bytes)
    {
        Varint(((ulong)number << 3) | 2);
        Varint((ulong)bytes.Length);
        bytes.CopyTo(Take(bytes.Length));
    }

    /// <summary>Begins a message; what is written until <see cref="Close"/> gets the returned place is in it.</summary>
    public int Open(int number)
    {
        Varint(((ulong)number << 3) | 2);
        Take(1);
        return count;
    }

    public void Close(int start)
    {
        // One byte was kept for the length; most messages are small enough for it, the others move up.
        var length = count - start;
        var extra = VarintSize((ulong)length) - 1;
        if (extra > 0)
        {
            Take(extra);
            buffer.AsSpan(start, length).CopyTo(buffer.AsSpan(start + extra));
        }
        PutVarint(buffer.AsSpan(start - 1), (ulong)length);
    }

    /// <summary>Room of that many bytes for the caller to fill.</summary>
    public Span<byte> Take(int length)
    {
        if (buffer.Length - count < length) Grow(length);
        var taken = buffer.AsSpan(count, length);
        count += length;
        return taken;
    }

    public static int VarintSize(ulong value) => (BitOperations.Log2(value | 1) / 7) + 1;

    public static void PutVarint(Span<byte> target, ulong value)
    {
        var i = 0;
        for (; value >= 0x80; value >>= 7) target[i++] = (byte)(value | 0x80);
        target[i] = (byte)value;
    }

    private void Varint(ulong value) => PutVarint(Take(VarintSize(value)), value);

    private void Grow(int length)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(buffer.Length * 2, count + length));
        buffer.AsSpan(0, count).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
    }
}
