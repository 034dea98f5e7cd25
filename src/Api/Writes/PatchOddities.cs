using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Kinds;

namespace Timonier.Api.Writes;

/// <summary>What a patch says twice, and what a JSON patch says that means nothing: seen in its text only, not in its outcome.</summary>
internal static class PatchOddities
{
    private static readonly string[] Members = ["op", "path", "from", "value"];

    public static IEnumerable<string> In(PatchBody patch)
    {
        var twice = DuplicateFields.Find(patch.Utf8.Span).Select(p => $"duplicate field \"{p}\"");
        return patch.Kind == PatchKind.Json ? Unknown(patch).Concat(twice).Select(o => "json patch " + o) : twice;
    }

    /// <summary>A patch as Go prints a map.</summary>
    public static string GoText(Draft value) => value switch
    {
        DraftObject map => $"map[{string.Join(' ', map.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => $"{m.Key}:{GoText(m.Value)}"))}]",
        DraftArray list => $"[{string.Join(' ', list.Select(GoText))}]",
        { Kind: NodeKind.Null } => "<nil>",
        DraftScalar { Kind: NodeKind.String } text => text.Text,
        _ => value.ToString(),
    };

    private static IEnumerable<string> Unknown(PatchBody patch)
    {
        var number = 0;
        foreach (var operation in (DraftArray)Draft.From(Document.Parse(patch.Utf8).Root))
        {
            foreach (var (name, _) in (DraftObject)operation)
                if (!Members.Contains(name)) yield return $"unknown field \"[{number}].{name}\"";
            number++;
        }
    }
}
