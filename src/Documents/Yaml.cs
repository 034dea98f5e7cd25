using System.Text;
using YamlDotNet.Core;

namespace Timonier.Documents;

/// <summary>
/// YAML as Kubernetes' tools read it: version 1.1 scalars (yes, on, 0777), no tags beyond the core ones, JSON's
/// data model. Bounded in depth and in what anchors may blow up to.
/// </summary>
public static class Yaml
{
    private const string Repeats = "yaml: unmarshal errors:\n  ";

    /// <summary>Reads exactly one document, which must be a mapping.</summary>
    /// <exception cref="DocumentSyntaxException">The text is not YAML, or not one mapping.</exception>
    public static DraftObject ParseObject(ReadOnlyMemory<byte> utf8) =>
        Parse(utf8, out var repeated) is not DraftObject mapping ? throw new DocumentSyntaxException("yaml: the document is not a mapping")
        : repeated is null ? mapping
        : throw new DocumentSyntaxException(repeated);

    /// <summary>Reads one document, as servers do that tell what is said twice and go on with the last; nothing is an empty mapping.</summary>
    /// <param name="utf8">The text.</param>
    /// <param name="repeated">What a strict reader would refuse, in Go's words; null when there is nothing.</param>
    /// <exception cref="DocumentSyntaxException">The text is not YAML, or more than one document.</exception>
    public static Draft Parse(ReadOnlyMemory<byte> utf8, out string? repeated)
    {
        var (documents, twice) = Read(utf8);
        repeated = twice.Count == 0 ? null : Repeats + string.Join("\n  ", twice);
        return documents switch
        {
            [var only] => only,
            [] => new DraftObject(),
            _ => throw new DocumentSyntaxException("yaml: more than one document"),
        };
    }

    /// <summary>Reads every document of the stream; empty ones are left out.</summary>
    /// <exception cref="DocumentSyntaxException">The text is not YAML.</exception>
    public static IReadOnlyList<Draft> ParseAll(ReadOnlyMemory<byte> utf8)
    {
        var (documents, twice) = Read(utf8);
        return twice.Count == 0 ? documents : throw new DocumentSyntaxException(Repeats + string.Join("\n  ", twice));
    }

    private static (IReadOnlyList<Draft> Documents, IReadOnlyList<string> Repeated) Read(ReadOnlyMemory<byte> utf8)
    {
        var text = Encoding.UTF8.GetString(utf8.Span).TrimStart('\uFEFF');
        try
        {
            var reader = new YamlReader(new Parser(new StringReader(text)), text.Length);
            return (reader.ReadAll(), reader.Repeated);
        }
        catch (YamlException e)
        {
            throw new DocumentSyntaxException($"yaml: line {e.Start.Line}: {e.Message}", e);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            // The parser's own answer to some broken inputs, for example half a character as an escape.
            throw new DocumentSyntaxException($"yaml: {e.Message}", e);
        }
    }
}
