using System.Text;

namespace Timonier.Node.Containers;

/// <summary>$(NAME) becomes the variable's value; unknown names stay as written and $$ stands for one dollar.</summary>
internal static class Expansion
{
    /// <param name="text">What is expanded.</param>
    /// <param name="variables">The known names.</param>
    /// <param name="missing">Collects the names without a value, where the caller cares.</param>
    public static string Of(string text, IReadOnlyDictionary<string, string> variables, ISet<string>? missing = null)
    {
        if (!text.Contains('$')) return text;
        var result = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '$' || i + 1 == text.Length)
            {
                result.Append(text[i]);
                continue;
            }
            if (text[i + 1] == '$')
            {
                result.Append('$');
                i++;
                continue;
            }
            var close = text[i + 1] == '(' ? text.IndexOf(')', i + 2) : -1;
            if (close < 0)
            {
                result.Append('$');
                continue;
            }
            var name = text[(i + 2)..close];
            result.Append(variables.TryGetValue(name, out var value) ? value : text[i..(close + 1)]);
            if (string.IsNullOrEmpty(value)) missing?.Add(name);
            i = close;
        }
        return result.ToString();
    }
}
