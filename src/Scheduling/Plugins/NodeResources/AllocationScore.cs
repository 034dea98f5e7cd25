using Timonier.Scheduling.Framework;
using Timonier.Scheduling.Nodes;

namespace Timonier.Scheduling.Plugins;

/// <summary>How full a node would be with the pod, by one of the three strategies.</summary>
internal sealed class AllocationScore(PodRequest pod, ScoringStrategy strategy) : NodeScore
{
    private readonly bool isUsual = strategy.Type == "LeastAllocated" && ReferenceEquals(strategy.Resources, ResourceWeight.Usual);

    public override long Of(NodeRow row)
    {
        if (isUsual && row is { MilliCpu: > 0, Memory: > 0 })
            return (Left(row.MilliCpu, row.ScoreMilliCpu + pod.ScoreMilliCpu) + Left(row.Memory, row.ScoreMemory + pod.ScoreMemory)) / 2;
        long sum = 0, weights = 0;
        foreach (var resource in strategy.Resources)
        {
            var (offered, wanted) = AmountsOf(resource.Name, row);
            if (offered == 0) continue;
            var score = strategy.Type switch
            {
                "MostAllocated" => Math.Min(wanted, offered) * Most / offered,
                "RequestedToCapacityRatio" => OnShape(wanted > offered ? Most : wanted * Most / offered),
                _ => Left(offered, wanted),
            };
            // On a shape, a resource that earns nothing does not count at all.
            if (strategy.Type == "RequestedToCapacityRatio" && score <= 0) continue;
            sum += score * resource.Weight;
            weights += resource.Weight;
        }
        if (weights == 0) return 0;
        return strategy.Type == "RequestedToCapacityRatio" ? (long)Math.Round((double)sum / weights, MidpointRounding.AwayFromZero) : sum / weights;
    }

    private (long Offered, long Wanted) AmountsOf(string resource, NodeRow row) => resource switch
    {
        "cpu" => (row.MilliCpu, row.ScoreMilliCpu + pod.ScoreMilliCpu),
        "memory" => (row.Memory, row.ScoreMemory + pod.ScoreMemory),
        // What the pod does not ask for says nothing about the node.
        _ => pod.AmountOf(resource) is > 0 and var asked ? (row.Offered(resource), row.Used(resource) + asked) : (0, 0),
    };

    private static long Left(long offered, long wanted) => wanted > offered ? 0 : (offered - wanted) * Most / offered;

    /// <summary>The line through the points, flat outside of them; scores of points are tenths.</summary>
    private long OnShape(long utilization)
    {
        const int scale = 10;
        var shape = strategy.Shape;
        for (var i = 0; i < shape.Count; i++)
        {
            if (utilization > shape[i].Utilization) continue;
            if (i == 0) return shape[0].Score * scale;
            var (from, to) = (shape[i - 1], shape[i]);
            return (from.Score * scale) + (((to.Score - from.Score) * scale) * (utilization - from.Utilization) / (to.Utilization - from.Utilization));
        }
        return shape[^1].Score * scale;
    }
}
