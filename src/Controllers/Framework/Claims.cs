using System.Text;
using Timonier.Client;
using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Controllers.Framework;

/// <summary>
/// Which objects belong to an owner: those it controls and selects. Orphans that it selects are adopted, its own
/// that it no longer selects are released, both by a patch bound to the uid. An owner that holds its objects by a
/// finalizer puts it on with the one patch and takes it off with the other.
/// </summary>
public sealed record Claims(IReadOnlyList<Document> Owned, IReadOnlyList<PlanAction> Actions)
{
    public static Claims Compute(Ownership owner, bool ownerIsDeleted, LabelSelector selector, ResourceName resource, IEnumerable<Document> candidates, string finalizer = "") =>
        Compute(owner, ownerIsDeleted, candidate => selector.MatchesLabels(candidate.Metadata["labels"u8]), resource, candidates, finalizer);

    /// <summary>The same for an owner that asks more of its objects than labels.</summary>
    public static Claims Compute(Ownership owner, bool ownerIsDeleted, Func<Document, bool> selects, ResourceName resource, IEnumerable<Document> candidates, string finalizer = "")
    {
        var owned = new List<Document>();
        var actions = new List<PlanAction>();
        // Nearly all that a large namespace holds belongs to others, and is told apart without making anything of it.
        var uid = Encoding.UTF8.GetBytes(owner.Uid);
        foreach (var candidate in candidates)
        {
            var controller = Ownership.ReferenceOf(candidate);
            if (controller.Exists && !controller["uid"u8].TextEquals(uid)) continue;
            var selected = selects(candidate);
            if (controller.Exists)
            {
                if (selected) owned.Add(candidate);
                else if (!ownerIsDeleted) actions.Add(Release(resource, candidate, owner, finalizer));
            }
            else if (selected && !ownerIsDeleted && candidate.Metadata["deletionTimestamp"u8].IsNullOrMissing)
            {
                owned.Add(Held(candidate, finalizer));
                actions.Add(Adopt(resource, candidate, owner, finalizer));
            }
        }
        return new Claims(owned, actions);
    }

    private static PatchAction Adopt(ResourceName resource, Document target, Ownership owner, string finalizer)
    {
        var metadata = new DraftObject { ["ownerReferences"] = new DraftArray([owner.ToDraft()]) };
        if (finalizer.Length > 0) metadata["finalizers"] = DraftArray.OfTexts([finalizer]);
        return Patch(resource, target, metadata);
    }

    private static PatchAction Release(ResourceName resource, Document target, Ownership owner, string finalizer)
    {
        var metadata = new DraftObject { ["ownerReferences"] = new DraftArray([new DraftObject { ["$patch"] = "delete", ["uid"] = owner.Uid }]) };
        if (finalizer.Length > 0) metadata["$deleteFromPrimitiveList/finalizers"] = DraftArray.OfTexts([finalizer]);
        return Patch(resource, target, metadata);
    }

    private static PatchAction Patch(ResourceName resource, Document target, DraftObject metadata)
    {
        metadata["uid"] = target.Uid;
        return new PatchAction(resource, target.Namespace, target.Name, PatchBody.Strategic(new DraftObject { ["metadata"] = metadata }));
    }

    // What is adopted counts as held from now on, not only when the informer shows it.
    private static Document Held(Document candidate, string finalizer)
    {
        if (finalizer.Length == 0) return candidate;
        var draft = DraftObject.Of(candidate);
        var finalizers = draft.Object("metadata").Array("finalizers");
        if (!finalizers.Any(f => f.AsString() == finalizer)) finalizers.Add(finalizer);
        return draft.ToDocument();
    }
}
