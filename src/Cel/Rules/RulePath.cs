using System.Text;
using Timonier.Documents;

namespace Timonier.Cel;

/// <summary>The field that a rule blames, such as <c>.spec.ports</c> or <c>['a.b']</c>, followed through the schema.</summary>
internal static class RulePath
{
    /// <summary>The path as errors write it; null when the schema has no such field.</summary>
    public static string? Follow(string path, Node schema)
    {
        var written = new StringBuilder();
        var rest = path.AsSpan().Trim();
        while (!rest.IsEmpty)
        {
            if (!TryTake(ref rest, out var name)) return null;
            var property = schema["properties"][name];
            var values = schema["additionalProperties"];
            if (property.Exists) written.Append('.').Append(name);
            else if (values.IsObject) written.Append('[').Append(name).Append(']');
            else return null;
            schema = property.Exists ? property : values;
        }
        return written.ToString();
    }

    private static bool TryTake(ref ReadOnlySpan<char> rest, out string name)
    {
        name = "";
        if (rest.StartsWith("['"))
        {
            var close = rest.IndexOf("']");
            if (close < 2) return false;
            name = rest[2..close].ToString().Replace("\\'", "'", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal);
            rest = rest[(close + 2)..];
            return true;
        }
        if (rest[0] != '.') return false;
        rest = rest[1..];
        var end = rest.IndexOfAny('.', '[');
        name = (end < 0 ? rest : rest[..end]).ToString();
        rest = end < 0 ? default : rest[end..];
        return name.Length > 0;
    }
}
