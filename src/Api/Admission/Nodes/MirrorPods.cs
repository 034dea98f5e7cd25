using Timonier.Documents;

namespace Timonier.Api.Admission.Nodes;

/// <summary>What a node may say in the pods by which it shows what it runs of its own accord.</summary>
internal static class MirrorPods
{
    private static readonly (string Source, string Plural)[] Sources =
    [
        ("secret", "secrets"), ("configMap", "configmaps"), ("persistentVolumeClaim", "persistentvolumeclaims"), ("ephemeral", "persistentvolumeclaims"),
    ];

    /// <summary>Why not; null when the pod leads to nothing that is not the node's.</summary>
    public static string? Refusal(DraftObject pod, string node)
    {
        if (OfOwners(pod.Object("metadata")["ownerReferences"] as DraftArray ?? [], node) is { } owners) return owners;
        var spec = pod.Object("spec");
        if (spec.String("serviceAccountName").Length > 0) return "can not create pods that reference a service account";
        foreach (var volume in (spec["volumes"] as DraftArray ?? []).OfType<DraftObject>())
            foreach (var (source, plural) in Sources)
                if (volume.Has(source)) return $"can not create pods that reference {plural}";
        return spec["resourceClaims"] is DraftArray { Count: > 0 } ? "can not create pods that reference resourceclaims" : null;
    }

    private static string? OfOwners(DraftArray owners, string node)
    {
        if (owners.Count == 0) return null;
        if (owners.Count > 1) return "can only create pods with a single owner reference set to itself";
        var owner = (DraftObject)owners[0];
        if (owner.String("apiVersion") != "v1" || owner.String("kind") != "Node" || owner.String("name") != node) return "can only create pods with an owner reference set to itself";
        if (owner["controller"]?.Kind != NodeKind.True) return "can only create pods with a controller owner reference set to itself";
        return owner["blockOwnerDeletion"]?.Kind == NodeKind.True ? "must not set blockOwnerDeletion on an owner reference" : null;
    }
}
