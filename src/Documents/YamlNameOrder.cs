namespace Timonier.Documents;

/// <summary>The order in which names are written: letters behind everything else, runs of digits by their number.</summary>
internal sealed class YamlNameOrder : IComparer<string>
{
    public static YamlNameOrder Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        var (left, right) = (x ?? "", y ?? "");
        var shared = 0;
        while (shared < left.Length && shared < right.Length && left[shared] == right[shared]) shared++;
        if (shared == left.Length || shared == right.Length) return left.Length.CompareTo(right.Length);
        var (a, b) = (left[shared], right[shared]);
        if (char.IsLetter(a) || char.IsLetter(b)) return char.IsLetter(a) && char.IsLetter(b) ? a.CompareTo(b) : char.IsLetter(a) ? 1 : -1;
        var behindDigits = (a == '0' || b == '0') && AfterNumber(left, shared);
        var (leftNumber, leftEnd) = NumberAt(left, shared, behindDigits);
        var (rightNumber, rightEnd) = NumberAt(right, shared, behindDigits);
        if (leftNumber != rightNumber) return leftNumber.CompareTo(rightNumber);
        return leftEnd != rightEnd ? leftEnd.CompareTo(rightEnd) : a.CompareTo(b);
    }

    // A zero that differs is a leading one unless other digits stand before it.
    private static bool AfterNumber(string text, int end)
    {
        for (var i = end - 1; i >= 0 && char.IsDigit(text[i]); i--)
            if (text[i] != '0') return true;
        return false;
    }

    private static (long Number, int End) NumberAt(string text, int start, bool behindDigits)
    {
        var number = behindDigits ? 1L : 0L;
        var end = start;
        for (; end < text.Length && char.IsDigit(text[end]); end++) number = unchecked((number * 10) + text[end] - '0');
        return (number, end);
    }
}
