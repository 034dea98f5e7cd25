using Timonier.Scheduling.Framework;
using Timonier.Scheduling.Nodes;

namespace Timonier.Scheduling.Plugins;

/// <summary>Spreads the pods of a selection over zones, hosts or any other domains, as a duty or as a wish.</summary>
public sealed partial class PodTopologySpread(PodTopologySpreadArgs? args = null) : IFilterPlugin, IScorePlugin, IQueueingHints
{
    private readonly PodTopologySpreadArgs args = args ?? new PodTopologySpreadArgs();
    private readonly DefaultSelector selectors = new();

    public string Name => "PodTopologySpread";

    public FilterStart Start(PodRequest pod, ClusterView cluster)
    {
        var constraints = ConstraintsOf(pod, cluster, hard: true);
        return constraints.Count == 0 ? FilterStart.Skip : FilterStart.Check(new Filter(pod, cluster, constraints));
    }

    public bool Helps(ClusterChange change, PodRequest pod, ClusterView cluster) => change switch
    {
        { Of: ChangeOf.Itself } => true,
        { Of: ChangeOf.Node, New: null } => true,
        { Of: ChangeOf.Node, Row: { } row } => ConstraintsOf(pod, cluster, hard: true).All(c => row.Labels.Has(c.TopologyKey)),
        { Of: ChangeOf.AssignedPod or ChangeOf.PodGone, Pod: { } other } => other.Namespace == pod.Namespace
            && ConstraintsOf(pod, cluster, hard: true).Any(c => other.Labels.Meets(c.Selector)),
        _ => false,
    };

    private List<SpreadConstraint> ConstraintsOf(PodRequest pod, ClusterView cluster, bool hard)
    {
        if (HasOwn(pod)) return [.. SpreadConstraint.ListOf(pod).Where(c => c.IsHard == hard)];
        var defaults = args.UsesSystemDefaults ? PodTopologySpreadArgs.SystemDefaults : args.Defaults;
        if (!defaults.Any(c => c.IsHard == hard)) return [];
        var selector = selectors.Of(pod, cluster);
        return selector.IsNothing ? [] : [.. defaults.Where(c => c.IsHard == hard).Select(c => c with { Selector = selector })];
    }

    private static bool HasOwn(PodRequest pod) => pod.Pod.Spec["topologySpreadConstraints"u8].Count > 0;

    /// <summary>How many pods of the selection each node has; those about to end do not count.</summary>
    private static Tally Count(SpreadConstraint constraint, PodRequest pod, ClusterView cluster)
    {
        var (selector, @namespace) = (constraint.Selector, pod.Namespace);
        return cluster.Nodes.Census.Of($"spread {@namespace} {(selector.IsNothing ? "\0" : selector)}",
            pods => !pods.IsEnding && pods.Namespace == @namespace && pods.Labels.Meets(selector));
    }
}
