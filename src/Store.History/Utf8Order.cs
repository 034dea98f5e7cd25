namespace Timonier.Store.History;

/// <summary>
/// The order of keys by their UTF-8 bytes, without encoding them. It differs from the ordinal order of
/// UTF-16 only where a surrogate meets a unit from U+E000 on.
/// </summary>
internal static class Utf8Order
{
    public static int Compare(string left, string right)
    {
        var common = left.AsSpan().CommonPrefixLength(right);
        if (common == left.Length || common == right.Length)
            return left.Length - right.Length;

        return Weight(left[common]) - Weight(right[common]);
    }

    private static int Weight(char unit) =>
        unit < 0xD800 ? unit : unit >= 0xE000 ? unit - 0x800 : unit + 0x2000;
}
