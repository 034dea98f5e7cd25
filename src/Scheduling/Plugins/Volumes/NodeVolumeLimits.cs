using Timonier.Contracts.Cluster;
using Timonier.Scheduling.Framework;
using Timonier.Scheduling.Nodes;

namespace Timonier.Scheduling.Plugins;

/// <summary>A node takes only as many volumes of a CSI driver as the driver says in the node's CSINode.</summary>
public sealed class NodeVolumeLimits : IFilterPlugin, IQueueingHints
{
    private static readonly Refusal TooMany = new("NodeVolumeLimits", "node(s) exceed max volume count");

    public string Name => "NodeVolumeLimits";

    public FilterStart Start(PodRequest pod, ClusterView cluster) => pod.Claims.IsEmpty ? FilterStart.Skip : FilterStart.Check(new Filter(pod, cluster));

    public bool Helps(ClusterChange change, PodRequest pod, ClusterView cluster) => change.Of switch
    {
        ChangeOf.CsiNode or ChangeOf.VolumeAttachment => true,
        ChangeOf.PodGone => change.Pod is { Claims.IsEmpty: false },
        ChangeOf.Claim => change.New is { } claim && claim.Namespace == pod.Namespace && pod.Claims.Contains(claim.Name),
        _ => false,
    };

    /// <summary>Driver and handle of the volumes of a pod; of those not made yet, what will make them.</summary>
    private static IEnumerable<(string Driver, string Volume)> VolumesOf(PodRequest pod, ClusterView cluster)
    {
        foreach (var name in pod.Claims)
        {
            if (cluster.All(CoreResources.PersistentVolumeClaims).Get(pod.Namespace, name) is not { } claim) continue;
            if (cluster.All(SchedulingResources.PersistentVolumes).Get("", VolumeFacts.VolumeOf(claim)) is { } volume)
            {
                var csi = volume.Spec["csi"u8];
                if (csi.IsObject) yield return (csi["driver"u8].AsString(), csi["volumeHandle"u8].AsString());
            }
            else if (VolumeFacts.ClassDocument(VolumeFacts.ClassOf(claim), cluster) is { } storageClass)
            {
                yield return (storageClass.Root["provisioner"u8].AsString(), $"{claim.Namespace}/{claim.Name}");
            }
        }
    }

    private sealed class Filter(PodRequest pod, ClusterView cluster) : NodeFilter
    {
        private readonly HashSet<(string Driver, string Volume)> wanted = [.. VolumesOf(pod, cluster)];

        public override Refusal? Check(NodeRow row) => Over(row) is null ? null : TooMany;

        public override Advice Advise(NodeRow row) => Over(row) is { } driver ? $"{row.Name} has as many volumes of {driver} as it can; one must be let go" : "";

        private string? Over(NodeRow row)
        {
            if (wanted.Count == 0 || cluster.All(SchedulingResources.CsiNodes).Get("", row.Name) is not { } csiNode) return null;
            HashSet<(string Driver, string Volume)>? held = null;
            foreach (var driver in csiNode.Spec["drivers"u8].Items)
            {
                var name = driver["name"u8].AsString();
                if (driver["allocatable"u8]["count"u8].AsInt64OrNull() is not { } limit || !wanted.Any(w => w.Driver == name)) continue;
                held ??= Held(row);
                var more = wanted.Count(w => w.Driver == name && !held.Contains(w));
                if (more > 0 && held.Count(h => h.Driver == name) + more > limit) return name;
            }
            return null;
        }

        private HashSet<(string Driver, string Volume)> Held(NodeRow row)
        {
            var held = new HashSet<(string Driver, string Volume)>();
            foreach (var other in row.PodsWithClaims) held.UnionWith(VolumesOf(other, cluster));
            foreach (var attachment in cluster.All(SchedulingResources.VolumeAttachments).All)
            {
                if (attachment.Spec["nodeName"u8].AsString() != row.Name) continue;
                if (cluster.All(SchedulingResources.PersistentVolumes).Get("", attachment.Spec["source"u8]["persistentVolumeName"u8].AsString()) is { } volume)
                    held.Add((volume.Spec["csi"u8]["driver"u8].AsString(), volume.Spec["csi"u8]["volumeHandle"u8].AsString()));
            }
            return held;
        }
    }
}
