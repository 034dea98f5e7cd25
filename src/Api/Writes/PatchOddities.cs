using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Kinds;

namespace Timonier.Api.Writes;

/// <summary>What a patch says twice, and what a JSON patch says that means nothing: seen in its text only, not in its outcome.</summary>
internal static class PatchOddities
{
    private static readonly string[] Members = ["op", "path", "from", "value"];

    /// <summary>What is wrong with a patch that is no object, or for a JSON patch no list of objects; null when all is well.</summary>
    public static string? Misshapen(PatchKind kind, Draft patch)
    {
        if (patch.Kind == NodeKind.Null) return kind == PatchKind.Merge ? "Invalid JSON Patch" : null;
        if (kind != PatchKind.Json) return patch is DraftObject ? null : $"{Undecoded(kind)}json: cannot unmarshal {GoType.Word(patch.Kind)} into Go value of type map[string]interface {{}}";
        if (patch is not DraftArray operations) return $"{Undecoded(kind)}json: cannot unmarshal {GoType.Word(patch.Kind)} into Go value of type []handlers.jsonPatchOp";
        return operations.FirstOrDefault(o => o is not DraftObject) is { } wrong ? $"{Undecoded(kind)}json: cannot unmarshal {GoType.Word(wrong.Kind)} into Go value of type handlers.jsonPatchOp" : null;
    }

    /// <summary>What a patch means that is JSON's null: to change nothing.</summary>
    public static Draft Nothing(PatchKind kind) => kind == PatchKind.Json ? new DraftArray() : new DraftObject();

    /// <summary>How a refusal begins; strategic merges are refused without.</summary>
    public static string Undecoded(PatchKind kind) => kind == PatchKind.StrategicMerge ? "" : "error decoding patch: ";

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
        foreach (var operation in Draft.From(Document.Parse(patch.Utf8).Root) as DraftArray ?? new DraftArray())
        {
            foreach (var (name, _) in (DraftObject)operation)
                if (!Members.Contains(name)) yield return $"unknown field \"[{number}].{name}\"";
            number++;
        }
    }
}
