using Timonier.Contracts.Cluster;
using Timonier.Scheduling.Framework;
using Timonier.Scheduling.Nodes;

namespace Timonier.Scheduling.Plugins;

/// <summary>Volumes that only one pod may use: claims with ReadWriteOncePod, and disks named in the pod itself.</summary>
public sealed class VolumeRestrictions : IFilterPlugin, IQueueingHints
{
    private static readonly Refusal InUse = new("VolumeRestrictions", "node has pod using PersistentVolumeClaim with the same name and ReadWriteOncePod access mode");
    private static readonly Refusal DiskInUse = new("VolumeRestrictions", "node(s) had no available disk");

    public string Name => "VolumeRestrictions";

    public FilterStart Start(PodRequest pod, ClusterView cluster)
    {
        var single = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in pod.Claims)
        {
            if (cluster.All(CoreResources.PersistentVolumeClaims).Get(pod.Namespace, name) is not { } claim)
            {
                if (IsEphemeral(pod, name)) continue;
                return FilterStart.Refuse(new Refusal(Name, $"persistentvolumeclaim \"{name}\" not found") { IsFinal = true });
            }
            foreach (var mode in claim.Spec["accessModes"u8].Items)
                if (mode.TextEquals("ReadWriteOncePod"u8)) single.Add(name);
        }
        var disks = ExclusiveDisk.ListOf(pod.Pod);
        return single.Count == 0 && disks.Count == 0 ? FilterStart.Skip : FilterStart.Check(new Filter(pod, single, disks, cluster));
    }

    public bool Helps(ClusterChange change, PodRequest pod, ClusterView cluster) => change.Of switch
    {
        ChangeOf.Claim => change.New is { } claim && claim.Namespace == pod.Namespace && pod.Claims.Contains(claim.Name),
        ChangeOf.PodGone => change.Pod is { } gone && (gone.Claims.Any(pod.Claims.Contains) || ExclusiveDisk.ListOf(gone.Pod).Count > 0),
        ChangeOf.Node => true,
        _ => false,
    };

    private static bool IsEphemeral(PodRequest pod, string claim)
    {
        foreach (var volume in pod.Pod.Spec["volumes"u8].Items)
            if (volume["ephemeral"u8].Exists && $"{pod.Name}-{volume["name"u8].AsString()}" == claim) return true;
        return false;
    }

    private sealed class Filter : NodeFilter
    {
        private readonly PodRequest pod;
        private readonly HashSet<string> single;
        private readonly List<ExclusiveDisk> disks;
        private int users;

        public Filter(PodRequest pod, HashSet<string> single, List<ExclusiveDisk> disks, ClusterView cluster)
        {
            (this.pod, this.single, this.disks) = (pod, single, disks);
            if (single.Count == 0) return;
            foreach (var row in cluster.Nodes.Rows)
                foreach (var other in row.PodsWithClaims) users += UsesOf(other);
        }

        public override Refusal? Check(NodeRow row)
        {
            if (users > 0) return InUse;
            if (disks.Count == 0) return null;
            return row.Pods.Any(other => ExclusiveDisk.ListOf(other.Pod).Any(theirs => disks.Any(theirs.CollidesWith))) ? DiskInUse : null;
        }

        public override void Add(PodRequest pod, NodeRow row) => users += UsesOf(pod);

        public override void Remove(PodRequest pod, NodeRow row) => users -= UsesOf(pod);

        public override Advice Advise(NodeRow row) =>
            users > 0 ? $"the pod that uses {string.Join(", ", single)} must end first: one pod at a time may" : $"a pod on {row.Name} has its disk";

        private int UsesOf(PodRequest other) => other.Namespace == pod.Namespace && other.Uid != pod.Uid ? other.Claims.Count(single.Contains) : 0;
    }
}
