using System.Globalization;

namespace Timonier.Cel.Patterns;

internal sealed partial class Re2Translation
{
    private void TranslateEscape()
    {
        if (at + 1 >= pattern.Length)
        {
            Fault = "trailing backslash at end of expression: ``";
            return;
        }
        var letter = pattern[at + 1];
        switch (letter)
        {
            case 'A' or 'z' or 'b' or 'B':
                Emit("\\" + letter, 2, Operand.Single);
                return;
            case 'Q':
                TranslateQuoted();
                return;
        }
        var set = new CodePointSet();
        if (TrySharedEscape(set))
        {
            output.Append(set.ToPattern());
            last = Operand.Single;
        }
        else if (TryCode(out var code)) EmitCodePoint(code);
    }

    private void TranslateQuoted()
    {
        var end = pattern.IndexOf("\\E", at + 2, StringComparison.Ordinal);
        var stop = end < 0 ? pattern.Length : end;
        at += 2;
        while (at < stop) EmitLiteral(CodePoints.RuneAt(pattern, at));
        if (end >= 0) at += 2;
    }

    private void TranslateClass()
    {
        var start = at++;
        var isNegated = at < pattern.Length && pattern[at] == '^';
        if (isNegated) at++;
        var set = new CodePointSet();
        for (var isFirst = true; Fault is null; isFirst = false)
        {
            if (at >= pattern.Length)
            {
                Fault = $"missing closing ]: `{pattern[start..]}`";
                return;
            }
            if (pattern[at] == ']' && !isFirst) break;
            if (Ahead("[:") && pattern.IndexOf(":]", at + 2, StringComparison.Ordinal) is var end and > 0) AddNamedClass(set, end);
            else if (pattern[at] != '\\' || !TrySharedEscape(set)) AddRange(set);
        }
        if (Fault is not null) return;
        at++;
        output.Append(isNegated ? set.ToNegatedPattern() : set.ToPattern());
        last = Operand.Single;
    }

    private void AddNamedClass(CodePointSet set, int end)
    {
        var name = pattern[(at + 2)..end];
        if (!set.TryAddNamed(name.TrimStart('^'), name.StartsWith('^'))) Fault = $"invalid character class range: `{pattern[at..(end + 2)]}`";
        at = end + 2;
    }

    private void AddRange(CodePointSet set)
    {
        var start = at;
        if (!TryClassCode(out var low)) return;
        var high = low;
        if (at + 1 < pattern.Length && pattern[at] == '-' && pattern[at + 1] != ']')
        {
            at++;
            if (!TryClassCode(out high)) return;
        }
        if (high < low) Fault = $"invalid character class range: `{pattern[start..at]}`";
        else set.Add(low, high);
    }

    private bool TryClassCode(out int code)
    {
        if (pattern[at] == '\\') return TryCode(out code);
        var rune = CodePoints.RuneAt(pattern, at);
        at += rune.Utf16SequenceLength;
        code = rune.Value;
        return true;
    }

    /// <summary>Escapes that mean a set of characters, in and outside of brackets.</summary>
    private bool TrySharedEscape(CodePointSet set)
    {
        if (at + 1 >= pattern.Length) return false;
        var letter = pattern[at + 1];
        switch (letter)
        {
            case 'd' or 'D': set.TryAddNamed("digit", letter == 'D'); break;
            case 's' or 'S': set.TryAddNamed("perlspace", letter == 'S'); break;
            case 'w' or 'W': set.TryAddNamed("word", letter == 'W'); break;
            case 'p' or 'P': return AddProperty(set, letter == 'P');
            default: return false;
        }
        at += 2;
        return true;
    }

    private bool AddProperty(CodePointSet set, bool isNegated)
    {
        var start = at;
        var name = at + 2 < pattern.Length ? pattern.Substring(at + 2, 1) : "";
        at += 3;
        if (name == "{")
        {
            var close = pattern.IndexOf('}', start);
            name = close < 0 ? "" : pattern[(start + 3)..close];
            at = close < 0 ? pattern.Length : close + 1;
        }
        if (!set.TryAddProperty(name.TrimStart('^'), isNegated != name.StartsWith('^')))
            Fault = $"invalid character class range: `{pattern[start..Math.Min(at, pattern.Length)]}`";
        return true;
    }

    /// <summary>An escape that stands for one character.</summary>
    private bool TryCode(out int code)
    {
        code = 0;
        var start = at;
        if (at + 1 >= pattern.Length) return FailEscape(start);
        var letter = pattern[at + 1];
        at += 2;
        const string Letters = "aftnrv";
        const string Codes = "\a\f\t\n\r\v";
        if (Letters.IndexOf(letter, StringComparison.Ordinal) is var plain and >= 0) code = Codes[plain];
        else if (letter == 'x') return TryHex(start, out code);
        else if (letter is >= '0' and <= '7') return TryOctal(letter, start, out code);
        else if (char.IsAsciiLetterOrDigit(letter) || letter > 0x7f) return FailEscape(start);
        else code = letter;
        return true;
    }

    private bool TryOctal(char letter, int start, out int code)
    {
        code = letter - '0';
        // A single digit but zero would refer to a group.
        if (letter != '0' && (at >= pattern.Length || pattern[at] is < '0' or > '7')) return FailEscape(start);
        for (var i = 0; i < 2 && at < pattern.Length && pattern[at] is >= '0' and <= '7'; i++) code = code * 8 + (pattern[at++] - '0');
        return true;
    }

    private bool TryHex(int start, out int code)
    {
        code = 0;
        var close = at < pattern.Length && pattern[at] == '{' ? pattern.IndexOf('}', at) : -1;
        var digits = close > 0 ? pattern.AsSpan(at + 1, close - at - 1) : pattern.AsSpan(at, Math.Min(2, pattern.Length - at));
        at = close > 0 ? close + 1 : at + digits.Length;
        return (close > 0 || digits.Length == 2)
            && int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out code)
            && code is >= 0 and <= 0x10ffff and not (>= 0xd800 and <= 0xdfff)
            || FailEscape(start);
    }

    private bool FailEscape(int start)
    {
        Fault = $"invalid escape sequence: `{pattern[start..Math.Min(at, pattern.Length)]}`";
        return false;
    }
}
