using System.Collections.Immutable;
using System.Globalization;
using Timonier.Documents;

namespace Timonier.Kinds.Custom;

internal sealed partial class JsonPath
{
    private static readonly string[] Operators = ["==", "!=", "<=", ">=", "<", ">"];

    /// <summary>The path; null with what is wrong with it.</summary>
    public static (JsonPath? Path, string Fault) Parse(string text)
    {
        var steps = ImmutableArray.CreateBuilder<Step>();
        for (var at = 0; at < text.Length;)
        {
            if (text[at] == '.')
            {
                at++;
                if (at < text.Length && text[at] == '.')
                {
                    steps.Add(new Step(StepKind.Deep));
                    at++;
                }
                if (at < text.Length && text[at] == '[') continue;
                var name = Name(text, ref at);
                if (name.Length > 0) steps.Add(name == "*" ? new Step(StepKind.Every) : new Step(StepKind.Name, name));
            }
            else if (text[at] == '[')
            {
                var end = Closing(text, at);
                if (end < 0) return (null, "unterminated array");
                if (Bracketed(text[(at + 1)..end].Trim()) is not { } step) return (null, $"invalid array index {text[(at + 1)..end]}");
                steps.Add(step);
                at = end + 1;
            }
            else
            {
                return (null, $"unexpected character {text[at]} in a path");
            }
        }
        return (new JsonPath(steps.ToImmutable()), "");
    }

    private static string Name(string text, ref int at)
    {
        var name = new System.Text.StringBuilder();
        for (; at < text.Length && text[at] is not ('.' or '['); at++)
        {
            if (text[at] == '\\' && at + 1 < text.Length) at++;
            name.Append(text[at]);
        }
        return name.ToString();
    }

    private static int Closing(string text, int open)
    {
        var depth = 0;
        var quote = '\0';
        for (var at = open; at < text.Length; at++)
        {
            if (quote != '\0')
            {
                if (text[at] == '\\') at++;
                else if (text[at] == quote) quote = '\0';
            }
            else if (text[at] is '\'' or '"') quote = text[at];
            else if (text[at] == '[') depth++;
            else if (text[at] == ']' && --depth == 0) return at;
        }
        return -1;
    }

    private static Step? Bracketed(string inside)
    {
        if (inside == "*") return new Step(StepKind.Every);
        if (inside is ['\'' or '"', ..] && inside.Length > 1 && inside[^1] == inside[0]) return new Step(StepKind.Name, inside[1..^1].Replace("\\", "", StringComparison.Ordinal));
        if (inside.StartsWith("?(", StringComparison.Ordinal) && inside[^1] == ')') return Filter(inside[2..^1].Trim());
        var parts = inside.Split(':');
        if (parts.Length > 2) return null;
        if (parts.Length == 1) return Number(inside) is { } index ? new Step(StepKind.Index, From: index) : null;
        var (from, to) = (parts[0].Length == 0 ? 0 : Number(parts[0]), parts[1].Length == 0 ? (int?)null : Number(parts[1]));
        return from is { } start && (parts[1].Length == 0 || to is not null) ? new Step(StepKind.Slice, From: start, To: to) : null;
    }

    private static int? Number(string text) => int.TryParse(text.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static Step? Filter(string text)
    {
        if (!text.StartsWith('@')) return null;
        var (word, at) = Operators.Select(o => (Word: o, At: text.IndexOf(o, StringComparison.Ordinal))).Where(o => o.At > 0).OrderBy(o => o.At).FirstOrDefault();
        if (word is null) return Parse(text[1..].Trim()).Path is { } there ? new Step(StepKind.Filter, Path: there) : null;
        var right = text[(at + word.Length)..].Trim();
        return Parse(text[1..at].Trim()).Path is { } path && Operand(right) is { } operand ? new Step(StepKind.Filter, Path: path, Operator: word, Operand: operand) : null;
    }

    private static Draft? Operand(string text)
    {
        if (text is ['\'' or '"', ..] && text.Length > 1 && text[^1] == text[0]) return text[1..^1];
        if (text is "true" or "false") return text == "true";
        return double.TryParse(text, CultureInfo.InvariantCulture, out _) ? DraftScalar.Number(text) : null;
    }
}
