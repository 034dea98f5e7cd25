using System.Text;
using YamlDotNet.Core;

namespace Timonier.Documents;

/// <summary>
/// YAML as Kubernetes' tools read it: version 1.1 scalars (yes, on, 0777), no tags beyond the core ones, JSON's
/// data model. Bounded in depth and in what anchors may blow up to.
/// </summary>
public static class Yaml
{
    /// <summary>Reads exactly one document, which must be a mapping.</summary>
    /// <exception cref="DocumentSyntaxException">The text is not YAML, or not one mapping.</exception>
    public static DraftObject ParseObject(ReadOnlyMemory<byte> utf8) => ParseAll(utf8) switch
    {
        [DraftObject only] => only,
        [] => new DraftObject(),
        [_] => throw new DocumentSyntaxException("yaml: the document is not a mapping"),
        _ => throw new DocumentSyntaxException("yaml: more than one document"),
    };

    /// <summary>Reads every document of the stream; empty ones are left out.</summary>
    /// <exception cref="DocumentSyntaxException">The text is not YAML.</exception>
    public static IReadOnlyList<Draft> ParseAll(ReadOnlyMemory<byte> utf8)
    {
        var text = Encoding.UTF8.GetString(utf8.Span).TrimStart('\uFEFF');
        try
        {
            return new YamlReader(new Parser(new StringReader(text)), text.Length).ReadAll();
        }
        catch (YamlException e)
        {
            throw new DocumentSyntaxException($"yaml: line {e.Start.Line}: {e.Message}", e);
        }
        catch (InvalidOperationException e)
        {
            // The parser's own answer to some broken inputs.
            throw new DocumentSyntaxException($"yaml: {e.Message}", e);
        }
    }
}
