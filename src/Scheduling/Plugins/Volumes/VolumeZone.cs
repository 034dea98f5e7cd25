using Timonier.Contracts.Cluster;
using Timonier.Scheduling.Framework;
using Timonier.Scheduling.Nodes;

namespace Timonier.Scheduling.Plugins;

/// <summary>A pod goes only to the zones and regions that the labels of its volumes name.</summary>
public sealed class VolumeZone : IFilterPlugin, IQueueingHints
{
    private static readonly string[] Keys =
        ["topology.kubernetes.io/zone", "topology.kubernetes.io/region", "failure-domain.beta.kubernetes.io/zone", "failure-domain.beta.kubernetes.io/region"];

    private static readonly Refusal Elsewhere = new("VolumeZone", "node(s) had no available volume zone") { IsFinal = true };

    public string Name => "VolumeZone";

    public FilterStart Start(PodRequest pod, ClusterView cluster)
    {
        var demands = new List<(string Volume, string Key, HashSet<string> Values)>();
        foreach (var name in pod.Claims)
        {
            if (cluster.All(CoreResources.PersistentVolumeClaims).Get(pod.Namespace, name) is not { } claim) continue;
            if (cluster.All(SchedulingResources.PersistentVolumes).Get("", VolumeFacts.VolumeOf(claim)) is not { } volume) continue;
            foreach (var key in Keys)
                if (volume.Metadata["labels"u8][key].AsStringOrNull() is { } values)
                    demands.Add((volume.Name, key, values.Split("__").ToHashSet(StringComparer.Ordinal)));
        }
        return demands.Count == 0 ? FilterStart.Skip : FilterStart.Check(new Filter(demands));
    }

    public bool Helps(ClusterChange change, PodRequest pod, ClusterView cluster) => change.Of switch
    {
        ChangeOf.Node or ChangeOf.Volume or ChangeOf.StorageClass => true,
        ChangeOf.Claim => change.Any.Namespace == pod.Namespace && pod.Claims.Contains(change.Any.Name),
        _ => false,
    };

    private sealed class Filter(List<(string Volume, string Key, HashSet<string> Values)> demands) : NodeFilter
    {
        // A node without any of these labels belongs to a cluster without zones.
        public override Refusal? Check(NodeRow row) => !Keys.Any(row.Labels.Has) || demands.All(d => IsMet(d.Key, d.Values, row)) ? null : Elsewhere;

        public override Advice Advise(NodeRow row) =>
            Advice.Lasting(string.Join(", ", demands.Where(d => !IsMet(d.Key, d.Values, row)).Select(d => $"volume {d.Volume} is in {d.Key}={string.Join(" or ", d.Values)}, {row.Name} is not")));

        private static bool IsMet(string key, HashSet<string> values, NodeRow row) => row.Labels[Current(key)] is { } value && values.Contains(value);

        private static string Current(string key) => key.Replace("failure-domain.beta.kubernetes.io", "topology.kubernetes.io", StringComparison.Ordinal);
    }
}
