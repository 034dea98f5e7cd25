using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Scheduling.Framework;
using Timonier.Scheduling.Nodes;

namespace Timonier.Scheduling.Plugins;

/// <summary>
/// A pod goes where its volumes are or can be. Claims that wait for their pod get a volume, or the order to make
/// one, when its node is chosen.
/// </summary>
public sealed partial class VolumeBinding(VolumeBindingArgs? args = null) : IFilterPlugin, IReservePlugin, IPreBindPlugin, IQueueingHints
{
    private readonly VolumeBindingArgs args = args ?? new VolumeBindingArgs();

    public string Name => "VolumeBinding";

    public FilterStart Start(PodRequest pod, ClusterView cluster)
    {
        if (pod.Claims.IsEmpty) return FilterStart.Skip;
        var claims = new List<Document>();
        foreach (var volume in pod.Pod.Spec["volumes"u8].Items)
        {
            var isOwn = volume["ephemeral"u8].Exists;
            var name = isOwn ? $"{pod.Name}-{volume["name"u8].AsString()}" : volume["persistentVolumeClaim"u8]["claimName"u8].AsString();
            if (name.Length == 0) continue;
            var claim = cluster.All(CoreResources.PersistentVolumeClaims).Get(pod.Namespace, name);
            if (Mistake(pod, name, isOwn, claim) is { } mistake) return FilterStart.Refuse(new Refusal(Name, mistake) { IsFinal = true });
            claims.Add(claim!);
        }
        if (claims.Any(c => !VolumeFacts.IsBound(c) && !VolumeFacts.WaitsForPod(c, cluster)))
            return FilterStart.Refuse(new Refusal(Name, "pod has unbound immediate PersistentVolumeClaims") { IsFinal = true });
        return FilterStart.Check(new Filter(claims, cluster));
    }

    public bool Helps(ClusterChange change, PodRequest pod, ClusterView cluster) => change.Of switch
    {
        ChangeOf.Claim => change.New is { } claim && claim.Namespace == pod.Namespace && pod.Claims.Contains(claim.Name),
        ChangeOf.Volume or ChangeOf.StorageClass or ChangeOf.CsiDriver or ChangeOf.CsiNode => change.New is not null,
        ChangeOf.CsiCapacity or ChangeOf.Node => change.New is not null,
        _ => false,
    };

    private static string? Mistake(PodRequest pod, string name, bool isOwn, Document? claim)
    {
        if (claim is null) return isOwn ? $"waiting for ephemeral volume controller to create the persistentvolumeclaim \"{name}\"" : $"persistentvolumeclaim \"{name}\" not found";
        if (claim.Status["phase"u8].TextEquals("Lost"u8)) return $"persistentvolumeclaim \"{name}\" bound to non-existent persistentvolume \"{VolumeFacts.VolumeOf(claim)}\"";
        if (VolumeFacts.IsDeleting(claim)) return $"persistentvolumeclaim \"{name}\" is being deleted";
        return isOwn && !IsOwnedBy(claim, pod) ? $"PVC {claim.Namespace}/{name} was not created for pod {pod.Namespace}/{pod.Name} (pod is not owner)" : null;
    }

    private static bool IsOwnedBy(Document claim, PodRequest pod)
    {
        foreach (var owner in claim.Metadata["ownerReferences"u8].Items)
            if (owner["controller"u8].AsBool() && owner["uid"u8].AsString() == pod.Uid) return true;
        return false;
    }
}
