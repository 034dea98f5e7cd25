using Timonier.Contracts.Store;

namespace Timonier.Store.History;

/// <summary>Writes a revision into the place that a value has for it.</summary>
internal static class RevisionDigits
{
    /// <summary>The bytes with the digits of the revision in their place.</summary>
    public static ReadOnlyMemory<byte> Insert(in StoreValue value, long revision)
    {
        if (value.RevisionOffset < 0)
            return value.Bytes;

        Span<byte> digits = stackalloc byte[20];
        revision.TryFormat(digits, out var count);
        var whole = new byte[value.Bytes.Length + count];
        value.Bytes.Span[..value.RevisionOffset].CopyTo(whole);
        digits[..count].CopyTo(whole.AsSpan(value.RevisionOffset));
        value.Bytes.Span[value.RevisionOffset..].CopyTo(whole.AsSpan(value.RevisionOffset + count));
        return whole;
    }
}
