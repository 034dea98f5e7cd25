using Timonier.Contracts.Cluster;
using Timonier.Documents;

namespace Timonier.Api.Authorization;

/// <summary>
/// What a role or binding of the system lacks against its default: rules, subjects, labels and annotations are
/// added, whatever else stands there is kept. Nothing is touched that is marked with autoupdate=false.
/// </summary>
public static class RoleReconciliation
{
    private const string AutoUpdate = "rbac.authorization.kubernetes.io/autoupdate";

    /// <summary>What it should be; null when nothing is missing.</summary>
    public static DraftObject? Outcome(Document present, DraftObject wanted)
    {
        if (present.Metadata["annotations"u8][AutoUpdate].TextEquals("false"u8)) return null;
        var result = DraftObject.Of(present);
        var changed = Marked(result.Object("metadata"), wanted.Object("metadata"), "labels") | Marked(result.Object("metadata"), wanted.Object("metadata"), "annotations");
        changed |= wanted["roleRef"] is null ? Granted(result, wanted, present) : Bound(result, wanted);
        return changed ? result : null;
    }

    /// <summary>A binding cannot be turned to another role: such a one must be made anew.</summary>
    public static bool PointsElsewhere(Document present, DraftObject wanted) =>
        wanted["roleRef"] is { } reference && !Draft.DeepEquals(Draft.From(present.Root["roleRef"u8]), reference)
        && !present.Metadata["annotations"u8][AutoUpdate].TextEquals("false"u8);

    private static bool Marked(DraftObject present, DraftObject wanted, string part)
    {
        var changed = false;
        foreach (var (key, value) in wanted.Object(part))
        {
            if (present[part] is DraftObject marks && marks.Has(key)) continue;
            present.Object(part)[key] = value.Clone();
            changed = true;
        }
        return changed;
    }

    private static bool Granted(DraftObject result, DraftObject wanted, Document present)
    {
        if (wanted["aggregationRule"] is { } gathers)
        {
            if (Draft.DeepEquals(result["aggregationRule"], gathers)) return false;
            result["aggregationRule"] = gathers.Clone();
            return true;
        }
        var missing = RuleCover.Missing(RoleRules.Of(present), RoleRules.Of(wanted.ToDocument()));
        if (missing.Count == 0) return false;
        foreach (var rule in RuleCover.Gathered(missing)) result.Array("rules").Add(RoleRules.Written(rule));
        return true;
    }

    private static bool Bound(DraftObject result, DraftObject wanted)
    {
        var changed = false;
        foreach (var subject in wanted.Array("subjects"))
        {
            if (result.Array("subjects").Any(s => Draft.DeepEquals(s, subject))) continue;
            result.Array("subjects").Add(subject.Clone());
            changed = true;
        }
        return changed;
    }
}
