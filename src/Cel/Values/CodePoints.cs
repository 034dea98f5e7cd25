using System.Text;

namespace Timonier.Cel;

/// <summary>Texts counted and cut by code points, as the language does, while .NET keeps UTF-16.</summary>
internal static class CodePoints
{
    public static int Count(string text)
    {
        var count = text.Length;
        foreach (var unit in text.AsSpan())
            if (char.IsLowSurrogate(unit)) count--;
        return count;
    }

    /// <summary>Where a code point begins in the UTF-16 text; the length for the position behind the last.</summary>
    public static int OffsetOf(string text, long position)
    {
        var offset = 0;
        while (position > 0 && offset < text.Length)
        {
            offset += Width(text, offset);
            position--;
        }
        return offset;
    }

    /// <summary>How many code points stand before a place in the UTF-16 text.</summary>
    public static int PositionOf(string text, int offset)
    {
        var position = 0;
        for (var i = 0; i < offset; i += Width(text, i)) position++;
        return position;
    }

    public static List<string> Split(string text)
    {
        var parts = new List<string>(text.Length);
        for (var i = 0; i < text.Length;)
        {
            var width = Width(text, i);
            parts.Add(text.Substring(i, width));
            i += width;
        }
        return parts;
    }

    /// <summary>Order by code points, which for texts beyond the basic plane is not that of UTF-16.</summary>
    public static int Compare(string left, string right)
    {
        var shared = left.AsSpan().CommonPrefixLength(right);
        if (shared == left.Length || shared == right.Length) return left.Length.CompareTo(right.Length);
        var (a, b) = (left[shared], right[shared]);
        return char.IsSurrogate(a) == char.IsSurrogate(b) ? a.CompareTo(b) : char.IsSurrogate(a) ? 1 : -1;
    }

    private static int Width(string text, int offset) =>
        char.IsHighSurrogate(text[offset]) && offset + 1 < text.Length && char.IsLowSurrogate(text[offset + 1]) ? 2 : 1;

    public static Rune RuneAt(string text, int offset) => Rune.TryGetRuneAt(text, offset, out var rune) ? rune : Rune.ReplacementChar;
}
