using System.Globalization;
using System.Text;

namespace Timonier.Cel.Patterns;

/// <summary>One pattern on its way from RE2's syntax to .NET's. Groups lose their names and numbers: only whole matches are asked for.</summary>
internal sealed partial class Re2Translation(string pattern)
{
    private const int MostRepeats = 1000;
    private const int DeepestNesting = 250;
    private readonly StringBuilder output = new();
    private readonly Stack<Flags> groups = new();
    private Flags flags;
    private int at;

    /// <summary>Whether what was written last may be repeated, and whether it already is.</summary>
    private Operand last;

    private enum Operand : byte { None, Single, Repeated }

    private readonly record struct Flags(bool IgnoresCase, bool ManyLines, bool DotIsAll, bool IsLazy);

    public string? Fault { get; private set; }

    public string? Translate()
    {
        while (at < pattern.Length && Fault is null) TranslateNext();
        if (Fault is null && groups.Count > 0) Fault = $"missing closing ): `{pattern}`";
        return Fault is null ? output.ToString() : null;
    }

    private void TranslateNext()
    {
        switch (pattern[at])
        {
            case '(': OpenGroup(); break;
            case ')': CloseGroup(); break;
            case '|': Emit("|", 1, Operand.None); break;
            case '^': Emit(flags.ManyLines ? "(?m:^)" : "\\A", 1, Operand.Single); break;
            case '$': Emit(flags.ManyLines ? "(?m:$)" : "\\z", 1, Operand.Single); break;
            case '.': Emit(flags.DotIsAll ? CodePointSet.All.ToPattern() : CodePointSet.NoNewLine.ToPattern(), 1, Operand.Single); break;
            case '[': TranslateClass(); break;
            case '\\': TranslateEscape(); break;
            case '*' or '+' or '?': Repeat(1); break;
            case '{' when RepeatLength() is var length and > 0: Repeat(length); break;
            default: EmitLiteral(CodePoints.RuneAt(pattern, at)); break;
        }
    }

    private void Emit(string text, int consumed, Operand operand)
    {
        output.Append(text);
        at += consumed;
        last = operand;
    }

    private void EmitLiteral(Rune rune)
    {
        EmitCodePoint(rune.Value);
        at += rune.Utf16SequenceLength;
    }

    private void EmitCodePoint(int code)
    {
        if (code > 0xffff) output.Append(CultureInfo.InvariantCulture, $"(?:{CodePointSet.Units(char.ConvertFromUtf32(code))})");
        else if (char.IsAsciiLetterOrDigit((char)code)) output.Append((char)code);
        else output.Append(CultureInfo.InvariantCulture, $"\\u{code:X4}");
        last = Operand.Single;
    }

    private void OpenGroup()
    {
        if (groups.Count >= DeepestNesting)
        {
            Fault = $"expression nests too deeply: `{pattern}`";
            return;
        }
        var outer = flags;
        if (!Ahead("(?"))
        {
            groups.Push(outer);
            Emit("(?:", 1, Operand.None);
            return;
        }
        if (Ahead("(?P<") || (Ahead("(?<") && !Ahead("(?<=") && !Ahead("(?<!")))
        {
            var open = pattern.IndexOf('<', at);
            var close = pattern.IndexOf('>', at);
            if (close <= open + 1 || !IsName(pattern.AsSpan(open + 1, close - open - 1)))
            {
                Fault = $"invalid named capture: `{(close < 0 ? pattern[at..] : pattern[at..(close + 1)])}`";
                return;
            }
            groups.Push(outer);
            Emit("(?:", close + 1 - at, Operand.None);
            return;
        }
        ReadFlags(outer);
    }

    private void ReadFlags(Flags outer)
    {
        var start = at;
        var isOn = true;
        for (var i = at + 2; i < pattern.Length; i++)
        {
            switch (pattern[i])
            {
                case 'i': flags = flags with { IgnoresCase = isOn }; continue;
                case 'm': flags = flags with { ManyLines = isOn }; continue;
                case 's': flags = flags with { DotIsAll = isOn }; continue;
                case 'U': flags = flags with { IsLazy = isOn }; continue;
                case '-' when isOn: isOn = false; continue;
                case ':':
                    groups.Push(outer);
                    Emit(flags.IgnoresCase ? "(?i:" : "(?-i:", i + 1 - at, Operand.None);
                    return;
                case ')' when i > start + 2:
                    Emit(flags.IgnoresCase ? "(?i)" : "(?-i)", i + 1 - at, Operand.None);
                    return;
            }
            Fault = $"invalid or unsupported Perl syntax: `{pattern[start..(i + 1)]}`";
            return;
        }
        Fault = $"missing closing ): `{pattern}`";
    }

    private void CloseGroup()
    {
        if (groups.Count == 0)
        {
            Fault = $"unexpected ): `{pattern}`";
            return;
        }
        flags = groups.Pop();
        Emit(")", 1, Operand.Single);
    }

    private void Repeat(int length)
    {
        var start = at;
        var operation = pattern.Substring(at, length);
        at += length;
        var isLazy = at < pattern.Length && pattern[at] == '?';
        if (isLazy) at++;
        if (last == Operand.None) Fault = $"missing argument to repetition operator: `{operation}`";
        else if (last == Operand.Repeated) Fault = $"invalid nested repetition operator: `{pattern[(start - 1)..at]}`";
        else if (operation[0] == '{' && operation.Trim('{', '}').Split(',').Any(n => n.Length > 4 || (n.Length > 0 && int.Parse(n, CultureInfo.InvariantCulture) > MostRepeats)))
            Fault = $"invalid repeat count: `{operation}`";
        else if (operation[0] == '{' && operation.Trim('{', '}').Split(',') is [var low, { Length: > 0 } high] && int.Parse(low, CultureInfo.InvariantCulture) > int.Parse(high, CultureInfo.InvariantCulture))
            Fault = $"invalid repeat count: `{operation}`";
        output.Append(operation);
        if (isLazy != flags.IsLazy) output.Append('?');
        last = Operand.Repeated;
    }

    /// <summary>How long a repetition in braces is; 0 when the brace stands for itself.</summary>
    private int RepeatLength()
    {
        var close = pattern.IndexOf('}', at);
        if (close < 0) return 0;
        var inner = pattern.AsSpan(at + 1, close - at - 1);
        var comma = inner.IndexOf(',');
        var low = comma < 0 ? inner : inner[..comma];
        var high = comma < 0 ? default : inner[(comma + 1)..];
        return !low.IsEmpty && IsNumber(low) && IsNumber(high) ? close + 1 - at : 0;
    }

    private static bool IsNumber(ReadOnlySpan<char> text) => text.IndexOfAnyExceptInRange('0', '9') < 0;

    private static bool IsName(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
            if (c != '_' && !char.IsAsciiLetterOrDigit(c)) return false;
        return true;
    }

    private bool Ahead(string text) => pattern.AsSpan(at).StartsWith(text);
}
