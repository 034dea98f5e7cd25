using Timonier.Scheduling.Framework;
using Timonier.Scheduling.Nodes;

namespace Timonier.Scheduling.Plugins;

/// <summary>Prefers nodes that have the pod's images; a large image counts more, one that few nodes have counts less.</summary>
public sealed class ImageLocality : IScorePlugin
{
    private const long Smallest = 23L * 1024 * 1024;
    private const long LargestOfOne = 1000L * 1024 * 1024;

    public string Name => "ImageLocality";

    public NodeScore? Rate(PodRequest pod, ClusterView cluster, IReadOnlyList<NodeRow> fitting)
    {
        foreach (var image in pod.Images)
            if (cluster.Nodes.HoldersOf(image) > 0) return new Presence(pod, cluster.Nodes);
        return null;
    }

    private sealed class Presence(PodRequest pod, NodeTable table) : NodeScore
    {
        private readonly long largest = LargestOfOne * Math.Max(1, pod.Images.Length);

        public override long Of(NodeRow row)
        {
            long sum = 0;
            foreach (var image in pod.Images)
                if (row.Images.TryGetValue(image, out var size)) sum += (long)(size * ((double)table.HoldersOf(image) / table.Rows.Count));
            return Most * (Math.Clamp(sum, Smallest, largest) - Smallest) / (largest - Smallest);
        }
    }
}
