using System.Text;
using Timonier.Documents;

namespace Timonier.Host.Verbs.Plans;

/// <summary>
/// What an object has only because somebody once applied it with kubectl's own bookkeeping, and that the manifest no longer
/// says: applying it takes that away.
/// </summary>
internal static class LastApplied
{
    private const string Annotation = "kubectl.kubernetes.io/last-applied-configuration";

    /// <summary>A merge patch that takes it away; null when there is nothing of the sort.</summary>
    public static DraftObject? Removal(Document live, DraftObject wanted)
    {
        if (live.Metadata["annotations"u8][Annotation].AsString() is not { Length: > 0 } text) return null;
        var applied = DraftObject.Of(Document.Parse(Encoding.UTF8.GetBytes(text)));
        var patch = Removal(applied, wanted, DraftObject.Of(live));
        return patch.Count > 0 ? patch : null;
    }

    private static DraftObject Removal(DraftObject applied, DraftObject wanted, DraftObject live)
    {
        var patch = new DraftObject();
        foreach (var (name, before) in applied)
        {
            if (!live.Has(name)) continue;
            if (!wanted.Has(name)) patch[name] = Draft.Null;
            else if (before is DraftObject old && wanted[name] is DraftObject now && live[name] is DraftObject there)
            {
                if (Removal(old, now, there) is { Count: > 0 } inner) patch[name] = inner;
            }
            else if (before is DraftArray oldItems && wanted[name] is DraftArray nowItems && live[name] is DraftArray thereItems)
            {
                if (Kept(oldItems, nowItems, thereItems) is { } kept) patch[name] = kept;
            }
        }
        return patch;
    }

    // A merge patch replaces a list as a whole; null when no item goes.
    private static DraftArray? Kept(DraftArray applied, DraftArray wanted, DraftArray live)
    {
        var gone = Names(applied).Except(Names(wanted)).ToHashSet(StringComparer.Ordinal);
        if (!Names(live).Any(gone.Contains)) return null;
        return new DraftArray([.. live.Where(item => !gone.Contains(NameOf(item))).Select(item => item.Clone())]);
    }

    private static IEnumerable<string> Names(DraftArray items) => items.Select(NameOf).Where(name => name.Length > 0);

    private static string NameOf(Draft item) => item is DraftObject one ? one.String("name") : "";
}
