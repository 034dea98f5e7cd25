using System.Text;

namespace Timonier.Documents;

/// <summary>
/// The annotation by which a client-side apply remembers what it applied. A server-side apply by the same tool takes
/// those fields over without a conflict and keeps the annotation true, so that people may go back and forth.
/// </summary>
internal static class LastApplied
{
    /// <summary>The only manager that this is done for.</summary>
    public const string Applier = "kubectl";

    private const string Annotation = "kubectl.kubernetes.io/last-applied-configuration";

    // What all annotations of an object may hold together.
    private const int MaxAnnotations = 256 * 1024;

    /// <summary>Paths that were applied by the client and still have the value that it gave them.</summary>
    public static HashSet<string> Unchanged(IPatchSchema schema, string apiVersion, DraftObject live)
    {
        var text = live.Object("metadata").Object("annotations").String(Annotation);
        try
        {
            if (text.Length == 0 || Draft.From(Document.Parse(text).Root) is not DraftObject config || config.String("apiVersion") != apiVersion) return [];
            if (ConfigCheck.Mistakes(schema, config) is not null) return [];
            var since = FieldComparison.Compare(schema, config, live);
            return [.. FieldExtraction.Extract(schema, config).Difference(since.Written).Difference(since.Removed).Paths().Select(FieldSet.PathText)];
        }
        catch (DocumentSyntaxException)
        {
            return [];
        }
    }

    /// <summary>Brings the annotation up to date where there is one; an oversized one goes.</summary>
    public static void Refresh(DraftObject body, DraftObject config)
    {
        if (body["metadata"] is not DraftObject metadata || metadata["annotations"] is not DraftObject annotations || annotations.String(Annotation).Length == 0) return;
        var renewed = annotations.CloneObject();
        renewed[Annotation] = Sorted(Bare(config)) + "\n";
        if (renewed.Sum(a => (long)Encoding.UTF8.GetByteCount(a.Key) + Encoding.UTF8.GetByteCount(a.Value.AsString())) > MaxAnnotations) renewed.Remove(Annotation);
        metadata["annotations"] = renewed;
    }

    private static DraftObject Bare(DraftObject config)
    {
        var copy = config.CloneObject();
        if (copy["metadata"] is DraftObject metadata && metadata["annotations"] is DraftObject annotations) annotations.Remove(Annotation);
        return copy;
    }

    // Members by name, as Go writes maps: tools compare the text.
    private static Draft Sorted(Draft value)
    {
        if (value is DraftArray list) return new DraftArray(list.Select(Sorted));
        if (value is not DraftObject members) return value;
        var sorted = new DraftObject();
        foreach (var (name, member) in members.OrderBy(m => m.Key, StringComparer.Ordinal)) sorted[name] = Sorted(member);
        return sorted;
    }
}
