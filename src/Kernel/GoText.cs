using System.Globalization;
using System.Text;

namespace Timonier.Kernel;

/// <summary>Texts as Go's formatting verbs write them, because messages carry them and tools compare messages.</summary>
public static class GoText
{
    /// <summary>A double-quoted text with Go's escapes (%q).</summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        foreach (var rune in text.EnumerateRunes())
        {
            switch (rune.Value)
            {
                case '"': quoted.Append("\\\""); break;
                case '\\': quoted.Append("\\\\"); break;
                case '\a': quoted.Append("\\a"); break;
                case '\b': quoted.Append("\\b"); break;
                case '\f': quoted.Append("\\f"); break;
                case '\n': quoted.Append("\\n"); break;
                case '\r': quoted.Append("\\r"); break;
                case '\t': quoted.Append("\\t"); break;
                case '\v': quoted.Append("\\v"); break;
                default: AppendRune(quoted, rune); break;
            }
        }
        return quoted.Append('"').ToString();
    }

    /// <summary>Quoted and joined by ", ", as lists of supported values are.</summary>
    public static string QuoteAll(IEnumerable<string> texts) => string.Join(", ", texts.Select(Quote));

    private static void AppendRune(StringBuilder quoted, Rune rune)
    {
        if (rune.Value is < ' ' or 0x7f) quoted.Append(CultureInfo.InvariantCulture, $"\\x{rune.Value:x2}");
        else if (IsPrintable(rune)) quoted.Append(rune.ToString());
        else if (rune.Value > 0xffff) quoted.Append(CultureInfo.InvariantCulture, $"\\U{rune.Value:x8}");
        else quoted.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
    }

    /// <summary>What a name must not hold because nobody can see it, each with its place in bytes.</summary>
    public static IEnumerable<string> Unprintable(string text)
    {
        var at = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (!IsPrintable(rune)) yield return $"invalid character U+{rune.Value:X4} (at position {at})";
            at += rune.Utf8SequenceLength;
        }
    }

    /// <summary>Letters, marks, numbers, punctuation, symbols and the plain blank (unicode.IsPrint).</summary>
    public static bool IsPrintable(Rune rune) => rune.Value == ' ' || Rune.GetUnicodeCategory(rune) is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
        or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator);
}
