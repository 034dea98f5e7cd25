using System.Text;

namespace Timonier.Documents;

/// <summary>
/// Writes YAML byte for byte as Kubernetes' tools do: block style, names in their natural order, lists at the indent of
/// their name, texts plain where a reader of YAML 1.1 takes them for the same text, and lines folded behind column 80.
/// </summary>
public static partial class YamlText
{
    private const int Step = 2;

    // Longer names are set apart from their value by a question mark.
    private const int LongestName = 128;

    public static string Write(Draft value)
    {
        var text = new StringBuilder();
        switch (value)
        {
            case DraftObject { Count: > 0 } map: Map(text, map, 0, started: false); break;
            case DraftArray { Count: > 0 } list: List(text, list, 0, started: false); break;
            default:
                Inline(text, value, -Step);
                EndLine(text);
                break;
        }
        return text.ToString();
    }

    // "started": the line has its indent and a dash already.
    private static void Map(StringBuilder text, DraftObject map, int indent, bool started)
    {
        foreach (var (name, value) in map.OrderBy(m => m.Key, YamlNameOrder.Instance))
        {
            if (!started) text.Append(' ', indent);
            started = false;
            var isLong = Encoding.UTF8.GetByteCount(name) > LongestName;
            if (isLong) text.Append("? ");
            Name(text, name);
            if (isLong) text.Append('\n').Append(' ', indent);
            text.Append(':');
            switch (value)
            {
                case DraftObject { Count: > 0 } inner:
                    text.Append('\n');
                    Map(text, inner, indent + Step, started: false);
                    break;
                case DraftArray { Count: > 0 } list:
                    text.Append('\n');
                    List(text, list, indent, started: false);
                    break;
                default:
                    text.Append(' ');
                    Inline(text, value, indent);
                    EndLine(text);
                    break;
            }
        }
    }

    private static void List(StringBuilder text, DraftArray list, int indent, bool started)
    {
        foreach (var item in list)
        {
            if (!started) text.Append(' ', indent);
            started = false;
            text.Append("- ");
            switch (item)
            {
                case DraftObject { Count: > 0 } map: Map(text, map, indent + Step, started: true); break;
                case DraftArray { Count: > 0 } inner: List(text, inner, indent + Step, started: true); break;
                default:
                    Inline(text, item, indent);
                    EndLine(text);
                    break;
            }
        }
    }

    private static void Inline(StringBuilder text, Draft value, int indent)
    {
        switch (value)
        {
            case DraftObject: text.Append("{}"); break;
            case DraftArray: text.Append("[]"); break;
            case DraftScalar { Kind: NodeKind.String } scalar: Text(text, scalar.Text, indent + Step); break;
            case DraftScalar { Kind: NodeKind.Number } scalar: text.Append(YamlScalar.Number(scalar)); break;
            default: text.Append(value); break;
        }
    }

    // A block of lines that ends with a line break has ended its line.
    private static void EndLine(StringBuilder text)
    {
        if (text[^1] != '\n') text.Append('\n');
    }
}
