using System.Buffers;
using System.Text;

namespace Timonier.Cel;

/// <summary>
/// How names of properties are written in expressions: what no identifier can hold is spelled out
/// (<c>__dash__</c>), and a name that is a keyword stands between double underscores.
/// </summary>
public static class CelNames
{
    private static readonly HashSet<string> Keywords = new(StringComparer.Ordinal)
    {
        "true", "false", "null", "in", "as", "break", "const", "continue", "else", "for", "function", "if",
        "import", "let", "loop", "package", "namespace", "return", "var", "void", "while",
    };

    private static readonly (string Text, string Escaped)[] Spellings =
        [("__", "__underscores__"), (".", "__dot__"), ("-", "__dash__"), ("/", "__slash__")];

    private static readonly SearchValues<char> Plain = SearchValues.Create("_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");

    /// <summary>The name in expressions; null for a property that expressions cannot reach.</summary>
    public static string? Escape(string property)
    {
        if (property.Length == 0 || char.IsAsciiDigit(property[0])) return null;
        if (Keywords.Contains(property)) return $"__{property}__";
        var escaped = new StringBuilder(property.Length);
        for (var i = 0; i < property.Length;)
        {
            var spelling = Array.Find(Spellings, s => string.CompareOrdinal(property, i, s.Text, 0, s.Text.Length) == 0);
            if (spelling.Text is null && !Plain.Contains(property[i])) return null;
            escaped.Append(spelling.Escaped ?? property[i].ToString());
            i += spelling.Text?.Length ?? 1;
        }
        return escaped.ToString();
    }

    /// <summary>The property that a name in an expression stands for.</summary>
    public static string Unescape(string name)
    {
        if (name.Length > 4 && name.StartsWith("__", StringComparison.Ordinal) && name.EndsWith("__", StringComparison.Ordinal) && Keywords.Contains(name[2..^2])) return name[2..^2];
        var property = new StringBuilder(name.Length);
        for (var i = 0; i < name.Length;)
        {
            var spelling = Array.Find(Spellings, s => string.CompareOrdinal(name, i, s.Escaped, 0, s.Escaped.Length) == 0);
            property.Append(spelling.Text ?? name[i].ToString());
            i += spelling.Escaped?.Length ?? 1;
        }
        return property.ToString();
    }

    internal static bool IsReserved(string word) => Keywords.Contains(word) && word is not ("true" or "false" or "null" or "in");
}
