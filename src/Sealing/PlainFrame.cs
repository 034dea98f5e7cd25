using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Timonier.Contracts.Store;
using Timonier.Documents;

namespace Timonier.Sealing;

/// <summary>
/// What is closed: the object's bytes without their revision, which is not known before the write, behind the place
/// (four bytes) where it belongs.
/// </summary>
internal static class PlainFrame
{
    private const int HeadBytes = sizeof(int);

    public static byte[] Of(StoreValue value) => Of(value.Bytes.Span, [], value.RevisionOffset);

    /// <summary>The frame of a value that stands in the store as it is, with its revision.</summary>
    public static byte[] OfStored(StoreEntry entry)
    {
        var whole = entry.Value;
        var digits = Encoding.ASCII.GetBytes(entry.Revision.ToString(CultureInfo.InvariantCulture));
        var shown = Document.Parse(whole).Metadata["resourceVersion"u8].Raw.Span;
        if (shown.Length != digits.Length + 2 || !shown[1..^1].SequenceEqual(digits) || !whole.Span.Overlaps(shown, out var at)) return Of(whole.Span, [], -1);
        return Of(whole.Span[..(at + 1)], whole.Span[(at + 1 + digits.Length)..], at + 1);
    }

    /// <summary>The value as readers see it.</summary>
    public static byte[] Filled(ReadOnlySpan<byte> frame, long revision)
    {
        if (frame.Length < HeadBytes) throw new SealException("the stored data was shorter than the required size");
        var bytes = frame[HeadBytes..];
        return Filled(bytes, BinaryPrimitives.ReadInt32LittleEndian(frame), revision);
    }

    public static byte[] Filled(ReadOnlySpan<byte> bytes, int offset, long revision)
    {
        if (offset < 0) return bytes.ToArray();
        if (offset > bytes.Length) throw new SealException("the stored data names a place behind its end");
        Span<byte> digits = stackalloc byte[20];
        revision.TryFormat(digits, out var count, default, CultureInfo.InvariantCulture);
        var filled = new byte[bytes.Length + count];
        bytes[..offset].CopyTo(filled);
        digits[..count].CopyTo(filled.AsSpan(offset));
        bytes[offset..].CopyTo(filled.AsSpan(offset + count));
        return filled;
    }

    private static byte[] Of(ReadOnlySpan<byte> before, ReadOnlySpan<byte> after, int offset)
    {
        var frame = new byte[HeadBytes + before.Length + after.Length];
        BinaryPrimitives.WriteInt32LittleEndian(frame, offset);
        before.CopyTo(frame.AsSpan(HeadBytes));
        after.CopyTo(frame.AsSpan(HeadBytes + before.Length));
        return frame;
    }
}
