using System.Collections.Immutable;
using System.Text;

namespace Timonier.Kernel;

/// <summary>Conditions on selectable fields that must all hold, for example <c>spec.nodeName=n1,status.phase!=Failed</c>.</summary>
public sealed record FieldSelector(ImmutableArray<FieldRequirement> Requirements)
{
    public static FieldSelector Everything { get; } = new(ImmutableArray<FieldRequirement>.Empty);

    public bool IsEmpty => Requirements.IsEmpty;

    /// <param name="valueOf">The value of a field; empty when the object does not have it.</param>
    public bool Matches(Func<string, string> valueOf)
    {
        foreach (var requirement in Requirements)
            if (!requirement.Matches(valueOf(requirement.Field))) return false;
        return true;
    }

    /// <summary>The one value that the field must have; null when the selector leaves it open.</summary>
    public string? RequiredValue(string field) => Requirements.FirstOrDefault(r => r.Field == field && !r.Negated)?.Value;

    /// <exception cref="FormatException">The text is not a selector.</exception>
    public static FieldSelector Parse(string? text) => TryParse(text, out var selector, out var error) ? selector : throw new FormatException(error);

    public static bool TryParse(string? text, out FieldSelector selector, out string error)
    {
        selector = Everything;
        error = "";
        if (string.IsNullOrEmpty(text)) return true;
        var found = ImmutableArray.CreateBuilder<FieldRequirement>();
        foreach (var term in Terms(text))
        {
            if (term.Length == 0) continue;
            var at = term.IndexOf('=', StringComparison.Ordinal);
            if (at < 0)
            {
                error = $"invalid selector: '{text}'; can't understand '{term}'";
                return false;
            }
            var negated = at > 0 && term[at - 1] == '!';
            var valueAt = !negated && at + 1 < term.Length && term[at + 1] == '=' ? at + 2 : at + 1;
            if (!TryUnescape(term[valueAt..], out var value, out error)) return false;
            found.Add(new FieldRequirement(negated ? term[..(at - 1)] : term[..at], value, negated));
        }
        selector = new FieldSelector(found.ToImmutable());
        return true;
    }

    public static string Escape(string value) =>
        value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(",", "\\,", StringComparison.Ordinal).Replace("=", "\\=", StringComparison.Ordinal);

    public bool Equals(FieldSelector? other) => other is not null && Requirements.SequenceEqual(other.Requirements);

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(ToString());

    public override string ToString() => string.Join(',', Requirements);

    private static List<string> Terms(string text)
    {
        var terms = new List<string>();
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\') i++;
            else if (text[i] == ',')
            {
                terms.Add(text[start..i]);
                start = i + 1;
            }
        }
        terms.Add(text[start..]);
        terms.Sort(StringComparer.Ordinal);
        return terms;
    }

    private static bool TryUnescape(string text, out string value, out string error)
    {
        var plain = new StringBuilder(text.Length);
        value = error = "";
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c is ',' or '=')
            {
                error = $"invalid field selector: unescaped character in value: {(int)c}";
                return false;
            }
            if (c == '\\')
            {
                i++;
                if (i == text.Length || text[i] is not ('\\' or ',' or '='))
                {
                    error = "invalid field selector: invalid escape sequence: " + text[(i - 1)..Math.Min(i + 1, text.Length)];
                    return false;
                }
                c = text[i];
            }
            plain.Append(c);
        }
        value = plain.ToString();
        return true;
    }
}
