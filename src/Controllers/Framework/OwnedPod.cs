using Timonier.Documents;

namespace Timonier.Controllers.Framework;

/// <summary>A pod made from its owner's template; the server completes its name.</summary>
public static class OwnedPod
{
    public static DraftObject Of(Document owner, Ownership ownership) => Of(owner, ownership, owner.Spec["template"u8]);

    /// <summary>One of a template that the owner had before.</summary>
    public static DraftObject Of(Document owner, Ownership ownership, Node template)
    {
        var metadata = new DraftObject { ["generateName"] = owner.Name + "-", ["namespace"] = owner.Namespace };
        foreach (var name in (ReadOnlySpan<string>)["labels", "annotations", "finalizers"])
            if (template["metadata"u8][name].Count > 0) metadata[name] = template["metadata"u8][name];
        metadata["ownerReferences"] = new DraftArray([ownership.ToDraft()]);
        return new DraftObject { ["apiVersion"] = "v1", ["kind"] = "Pod", ["metadata"] = metadata, ["spec"] = template["spec"u8] };
    }
}
