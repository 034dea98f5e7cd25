using System.Globalization;
using System.Text;

namespace Timonier.Documents;

public static partial class YamlText
{
    private const int Width = 80;

    // What may begin a construct of YAML.
    private const string Indicators = "#,[]{}&*!|>'\"%@`";

    private static void Name(StringBuilder text, string name)
    {
        if (!YamlScalar.IsText(name)) DoubleQuoted(text, name, null);
        else if (PlainAllowed(name)) text.Append(name);
        else if (SingleQuotesAllowed(name) && !name.Contains('\n', StringComparison.Ordinal)) SingleQuoted(text, name, null);
        else DoubleQuoted(text, name, null);
    }

    private static void Text(StringBuilder text, string value, int indent)
    {
        if (value.Contains('\n', StringComparison.Ordinal))
        {
            if (SingleLineBreaks(value)) Literal(text, value, Math.Max(indent, Step));
            else DoubleQuoted(text, value, indent);
        }
        else if (!YamlScalar.IsText(value)) DoubleQuoted(text, value, indent);
        else if (PlainAllowed(value)) Folded(text, value, indent);
        else if (SingleQuotesAllowed(value)) SingleQuoted(text, value, indent);
        else DoubleQuoted(text, value, indent);
    }

    private static bool PlainAllowed(string value)
    {
        if (!SingleQuotesAllowed(value) || value.Contains('\n', StringComparison.Ordinal) || value[0] == ' ' || value[^1] == ' ') return false;
        if (Indicators.Contains(value[0], StringComparison.Ordinal) || value.StartsWith("---", StringComparison.Ordinal) || value.StartsWith("...", StringComparison.Ordinal)) return false;
        for (var i = 0; i < value.Length; i++)
        {
            var blankFollows = i + 1 == value.Length || value[i + 1] == ' ';
            if (value[i] == ':' && blankFollows) return false;
            if (i == 0 && value[0] is '?' or '-' && blankFollows) return false;
            if (i > 0 && value[i] == '#' && value[i - 1] == ' ') return false;
        }
        return true;
    }

    private static bool SingleQuotesAllowed(string value) => value.EnumerateRunes().All(Printable);

    // Blanks before a line break would be lost, so would those at the end of the block.
    private static bool SingleLineBreaks(string value) =>
        value[^1] != ' ' && !value.Contains(" \n", StringComparison.Ordinal) && value.EnumerateRunes().All(r => r.Value == '\n' || Printable(r));

    private static bool Printable(Rune rune) => rune.Value switch
    {
        < 0x20 or 0x7F => false,
        < 0x7F => true,
        < 0xA0 or 0x2028 or 0x2029 or 0xFEFF or 0xFFFE or 0xFFFF => false,
        _ => true,
    };

    private static void Literal(StringBuilder text, string value, int indent)
    {
        text.Append('|');
        if (value[0] is ' ' or '\n') text.Append(Step);
        if (value[^1] != '\n') text.Append('-');
        else if (value.Length == 1 || value[^2] == '\n') text.Append('+');
        text.Append('\n');
        var lines = value.Split('\n');
        // What follows the last break is no line.
        var count = value[^1] == '\n' ? lines.Length - 1 : lines.Length;
        for (var i = 0; i < count; i++)
        {
            if (lines[i].Length > 0) text.Append(' ', indent).Append(lines[i]);
            if (i + 1 < lines.Length) text.Append('\n');
        }
    }

    private static void Folded(StringBuilder text, string value, int indent)
    {
        var column = ColumnOf(text);
        for (var i = 0; i < value.Length; i++)
        {
            var mayFold = value[i] == ' ' && value[i - 1] != ' ' && value[i + 1] != ' ';
            if (mayFold && column > Width) column = NewLine(text, indent);
            else column = Put(text, value[i], column);
        }
    }

    private static void SingleQuoted(StringBuilder text, string value, int? indent)
    {
        text.Append('\'');
        var column = ColumnOf(text);
        for (var i = 0; i < value.Length; i++)
        {
            var mayFold = indent is not null && value[i] == ' ' && i > 0 && i < value.Length - 1 && value[i - 1] != ' ' && value[i + 1] != ' ';
            if (mayFold && column > Width)
            {
                column = NewLine(text, indent!.Value);
                continue;
            }
            if (value[i] == '\'') column = Put(text, '\'', column);
            column = Put(text, value[i], column);
        }
        text.Append('\'');
    }

    private static void DoubleQuoted(StringBuilder text, string value, int? indent)
    {
        text.Append('"');
        var column = ColumnOf(text);
        var spaces = false;
        var place = 0;
        foreach (var rune in value.EnumerateRunes())
        {
            var here = place;
            place += rune.Utf16SequenceLength;
            if (rune.Value != ' ')
            {
                var shown = !Printable(rune) || rune.Value is '"' or '\\' ? Escape(rune.Value) : rune.ToString();
                text.Append(shown);
                column += shown.Length;
                spaces = false;
                continue;
            }
            if (indent is { } to && !spaces && column > Width && here > 0 && here < value.Length - 1)
            {
                column = NewLine(text, to);
                // A blank at the beginning of a line would be lost.
                if (value[place] == ' ') column = Put(text, '\\', column);
            }
            else column = Put(text, ' ', column);
            spaces = true;
        }
        text.Append('"');
    }

    private static string Escape(int rune) => rune switch
    {
        0 => "\\0",
        7 => "\\a",
        8 => "\\b",
        9 => "\\t",
        10 => "\\n",
        11 => "\\v",
        12 => "\\f",
        13 => "\\r",
        27 => "\\e",
        '"' => "\\\"",
        '\\' => "\\\\",
        0x85 => "\\N",
        0x2028 => "\\L",
        0x2029 => "\\P",
        <= 0xFF => string.Create(CultureInfo.InvariantCulture, $"\\x{rune:X2}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"\\u{rune:X4}"),
    };

    private static int ColumnOf(StringBuilder text)
    {
        var column = 0;
        while (column < text.Length && text[text.Length - 1 - column] != '\n') column++;
        return column;
    }

    private static int NewLine(StringBuilder text, int indent)
    {
        text.Append('\n').Append(' ', indent);
        return indent;
    }

    private static int Put(StringBuilder text, char c, int column)
    {
        text.Append(c);
        return char.IsLowSurrogate(c) ? column : column + 1;
    }
}
