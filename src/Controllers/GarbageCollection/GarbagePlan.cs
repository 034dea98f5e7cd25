using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Controllers.GarbageCollection;

/// <summary>
/// What becomes of one object, from the fates of its owners and from its own dependents: it goes with the last
/// owner, forgets those that are gone, and, when it is being deleted, waits for its dependents or frees them.
/// </summary>
public static class GarbagePlan
{
    public const string Foreground = "foregroundDeletion";
    public const string Orphan = "orphan";

    public static IReadOnlyList<PlanAction> Compute(ResourceName resource, Document item, IReadOnlyList<OwnerFate> owners, IReadOnlyList<(ResourceName Resource, Document Object)> dependents)
    {
        if (PodFacts.IsDeleting(item))
        {
            if (Has(item, Orphan)) return [.. dependents.Select(d => Release(d.Resource, d.Object, [item.Uid])), WithoutFinalizer(resource, item, Orphan)];
            return Has(item, Foreground) ? Foregrounded(resource, item, dependents) : [];
        }
        if (owners.Count == 0) return [];
        var stale = owners.Where(o => o.Fate != Fate.Lives).Select(o => o.Owner.Uid).ToList();
        if (stale.Count < owners.Count) return stale.Count == 0 ? [] : [Release(resource, item, stale)];
        var policy = Has(item, Orphan) ? "Orphan"
            : Has(item, Foreground) || (owners.Any(o => o.Fate == Fate.WaitsForDependents) && dependents.Count > 0) ? "Foreground"
            : "Background";
        var delete = new DeleteAction(resource, item.Namespace, item.Name, item.Uid) { PropagationPolicy = policy, ResourceVersion = item.ResourceVersion };
        // A dependent that waits itself may, over others, wait for us: whoever closes such a circle holds up its owners no longer.
        var closesCircle = policy == "Foreground" && owners.Any(o => o.BlocksDeletion) && dependents.Any(d => PodFacts.IsDeleting(d.Object) && Has(d.Object, Foreground));
        return closesCircle ? [Unblock(resource, item), delete with { ResourceVersion = "" }] : [delete];
    }

    /// <summary>The owner references of an object, read from it.</summary>
    public static IReadOnlyList<(Ownership Owner, bool Blocks)> Owners(Document item)
    {
        var owners = new List<(Ownership, bool)>();
        foreach (var owner in item.Metadata["ownerReferences"u8].Items) owners.Add((Ownership.Of(owner), owner["blockOwnerDeletion"u8].AsBool()));
        return owners;
    }

    public static bool Has(Document item, string finalizer)
    {
        foreach (var present in item.Metadata["finalizers"u8].Items)
            if (present.AsString() == finalizer) return true;
        return false;
    }

    private static IReadOnlyList<PlanAction> Foregrounded(ResourceName resource, Document item, IReadOnlyList<(ResourceName Resource, Document Object)> dependents)
    {
        // Dependents go, or are released, by their own looks.
        var blocks = dependents.Any(d => Owners(d.Object).Any(o => o.Owner.Uid == item.Uid && o.Blocks));
        return blocks ? [] : [WithoutFinalizer(resource, item, Foreground)];
    }

    private static PatchAction Unblock(ResourceName resource, Document item)
    {
        var owners = new DraftArray();
        foreach (var owner in item.Metadata["ownerReferences"u8].Items)
        {
            var draft = (DraftObject)Draft.From(owner);
            draft["blockOwnerDeletion"] = false;
            owners.Add(draft);
        }
        return Patch(resource, item, "ownerReferences", owners);
    }

    private static PatchAction Release(ResourceName resource, Document item, IEnumerable<string> uids)
    {
        var gone = uids.ToHashSet(StringComparer.Ordinal);
        var kept = new DraftArray();
        foreach (var owner in item.Metadata["ownerReferences"u8].Items)
            if (!gone.Contains(owner["uid"u8].AsString())) kept.Add(owner);
        return Patch(resource, item, "ownerReferences", kept);
    }

    private static PatchAction WithoutFinalizer(ResourceName resource, Document item, string finalizer)
    {
        var kept = new DraftArray();
        foreach (var present in item.Metadata["finalizers"u8].Items)
            if (present.AsString() != finalizer) kept.Add(present);
        return Patch(resource, item, "finalizers", kept);
    }

    // A merge patch replaces the whole list, so it is bound to the version that was read.
    private static PatchAction Patch(ResourceName resource, Document item, string list, DraftArray kept) =>
        new(resource, item.Namespace, item.Name, PatchBody.Merge(new DraftObject
        {
            ["metadata"] = new DraftObject { ["uid"] = item.Uid, ["resourceVersion"] = item.ResourceVersion, [list] = kept.Count > 0 ? kept : Draft.Null },
        }));
}
