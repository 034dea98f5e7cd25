using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Controllers.Framework;

/// <summary>
/// Which objects belong to an owner: those it controls and selects. Orphans that it selects are adopted, its own
/// that it no longer selects are released, both by a patch bound to the uid.
/// </summary>
public sealed record Claims(IReadOnlyList<Document> Owned, IReadOnlyList<PlanAction> Actions)
{
    public static Claims Compute(Ownership owner, bool ownerIsDeleted, LabelSelector selector, ResourceName resource, IEnumerable<Document> candidates)
    {
        var owned = new List<Document>();
        var actions = new List<PlanAction>();
        foreach (var candidate in candidates)
        {
            var controller = Ownership.ControllerOf(candidate);
            var selected = selector.Matches(key => candidate.Metadata["labels"u8][key].AsStringOrNull());
            if (controller is { } present)
            {
                if (present.Uid != owner.Uid) continue;
                if (selected) owned.Add(candidate);
                else if (!ownerIsDeleted) actions.Add(Patch(resource, candidate, new DraftObject { ["$patch"] = "delete", ["uid"] = owner.Uid }));
            }
            else if (selected && !ownerIsDeleted && candidate.Metadata["deletionTimestamp"u8].IsNullOrMissing)
            {
                owned.Add(candidate);
                actions.Add(Patch(resource, candidate, owner.ToDraft()));
            }
        }
        return new Claims(owned, actions);
    }

    private static PatchAction Patch(ResourceName resource, Document target, DraftObject reference) => new(
        resource, target.Namespace, target.Name,
        PatchBody.Strategic(new DraftObject { ["metadata"] = new DraftObject { ["ownerReferences"] = new DraftArray([reference]), ["uid"] = target.Uid } }));
}
