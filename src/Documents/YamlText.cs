using System.Text;
using System.Text.RegularExpressions;

namespace Timonier.Documents;

/// <summary>Writes YAML in block style, members in their order: enough for configuration files that people read.</summary>
public static partial class YamlText
{
    public static string Write(Draft value)
    {
        var text = new StringBuilder();
        WriteValue(text, value, indent: 0);
        return text.ToString();
    }

    private static void WriteValue(StringBuilder text, Draft value, int indent)
    {
        switch (value)
        {
            case DraftObject { Count: > 0 } map:
                foreach (var (name, member) in map)
                {
                    text.Append(' ', indent).Append(Scalar(name)).Append(':');
                    WriteBehind(text, member, indent);
                }
                break;
            case DraftArray { Count: > 0 } list:
                foreach (var item in list)
                {
                    text.Append(' ', indent).Append('-');
                    WriteItem(text, item, indent);
                }
                break;
            default:
                text.Append(Inline(value)).Append('\n');
                break;
        }
    }

    /// <summary>What follows "name:": a scalar on the same line, a collection on the next ones.</summary>
    private static void WriteBehind(StringBuilder text, Draft value, int indent)
    {
        if (value is DraftObject { Count: > 0 })
        {
            text.Append('\n');
            WriteValue(text, value, indent + 2);
        }
        else if (value is DraftArray { Count: > 0 })
        {
            // Lists stand at their name's own indent, as kubectl writes them.
            text.Append('\n');
            WriteValue(text, value, indent);
        }
        else text.Append(' ').Append(Inline(value)).Append('\n');
    }

    /// <summary>What follows "-": an object starts on the same line.</summary>
    private static void WriteItem(StringBuilder text, Draft item, int indent)
    {
        if (item is DraftObject { Count: > 0 } or DraftArray { Count: > 0 })
        {
            var nested = new StringBuilder();
            WriteValue(nested, item, indent + 2);
            text.Append(' ').Append(nested.ToString().AsSpan(indent + 2));
        }
        else text.Append(' ').Append(Inline(item)).Append('\n');
    }

    private static string Inline(Draft value) => value switch
    {
        DraftObject => "{}",
        DraftArray => "[]",
        DraftScalar { Kind: NodeKind.String } scalar => Scalar(scalar.Text),
        DraftScalar scalar => scalar.Text,
        _ => "null",
    };

    /// <summary>Plain where a reader would take it for the same string, otherwise as a JSON string, which YAML understands.</summary>
    private static string Scalar(string text) =>
        SafePlain().IsMatch(text) && !text.EndsWith(':') && !LooksOtherwise().IsMatch(text) ? text : new DraftScalar(text).ToString();

    [GeneratedRegex("^[A-Za-z/_.][A-Za-z0-9/_.@+=:-]*$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex SafePlain();

    [GeneratedRegex("^(true|false|yes|no|on|off|null|y|n|~|[.](inf|nan|[0-9].*))$", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex LooksOtherwise();
}
