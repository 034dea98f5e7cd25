using Timonier.Scheduling.Framework;
using Timonier.Scheduling.Nodes;

namespace Timonier.Scheduling.Plugins;

/// <summary>
/// Prefers nodes whose resources the pod brings into balance: 50 and more, 75 when it changes nothing about how
/// far the shares of the resources lie apart.
/// </summary>
public sealed class NodeResourcesBalancedAllocation(IReadOnlyList<ResourceWeight>? resources = null) : IScorePlugin
{
    private readonly IReadOnlyList<ResourceWeight> resources = resources ?? ResourceWeight.Usual;

    public string Name => "NodeResourcesBalancedAllocation";

    public NodeScore? Rate(PodRequest pod, ClusterView cluster, IReadOnlyList<NodeRow> fitting)
    {
        foreach (var resource in resources)
            if (pod.AmountOf(resource.Name) > 0) return new Balance(pod, resources);
        return null;
    }

    private sealed class Balance(PodRequest pod, IReadOnlyList<ResourceWeight> resources) : NodeScore
    {
        private readonly bool isUsual = ReferenceEquals(resources, ResourceWeight.Usual);

        public override long Of(NodeRow row) => (Most / 2) + (((Most / 2) + Evenness(row, pod) - Evenness(row, null)) / 2);

        private long Evenness(NodeRow row, PodRequest? with)
        {
            // Nearly every profile asks for these two, for every pod and node.
            if (isUsual && row is { MilliCpu: > 0, Memory: > 0 })
            {
                var cpu = Math.Min(1, (double)(row.UsedMilliCpu + (with?.MilliCpu ?? 0)) / row.MilliCpu);
                var memory = Math.Min(1, (double)(row.UsedMemory + (with?.Memory ?? 0)) / row.Memory);
                return (long)((1 - (Math.Abs(cpu - memory) / 2)) * Most);
            }
            Span<double> shares = stackalloc double[resources.Count];
            var (count, sum) = (0, 0.0);
            foreach (var resource in resources)
            {
                var offered = row.Offered(resource.Name);
                var asked = pod.AmountOf(resource.Name);
                if (offered == 0 || (asked == 0 && resource.Name is not ("cpu" or "memory"))) continue;
                var share = Math.Min(1, (double)(row.Used(resource.Name) + (with is null ? 0 : asked)) / offered);
                shares[count++] = share;
                sum += share;
            }
            return (long)((1 - Deviation(shares[..count], sum)) * Most);
        }

        private static double Deviation(ReadOnlySpan<double> shares, double sum)
        {
            if (shares.Length < 2) return 0;
            if (shares.Length == 2) return Math.Abs(shares[0] - shares[1]) / 2;
            var (mean, squares) = (sum / shares.Length, 0.0);
            foreach (var share in shares) squares += (share - mean) * (share - mean);
            return Math.Sqrt(squares / shares.Length);
        }
    }
}
