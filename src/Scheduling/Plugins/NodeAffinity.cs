using Timonier.Documents;
using Timonier.Scheduling.Framework;
using Timonier.Scheduling.Nodes;

namespace Timonier.Scheduling.Plugins;

/// <summary>Node selectors and node affinity: which nodes a pod demands, and which it likes better.</summary>
public sealed class NodeAffinity(NodeAffinityArgs? args = null) : IFilterPlugin, IScorePlugin, IQueueingHints
{
    private static readonly Refusal Unmatched = new("NodeAffinity", "node(s) didn't match Pod's node affinity/selector") { IsFinal = true };
    private static readonly Refusal Enforced = new("NodeAffinity", "node(s) didn't match scheduler-enforced node affinity") { IsFinal = true };
    private static readonly Refusal Conflict = new("NodeAffinity", "pod affinity terms conflict") { IsFinal = true };
    private readonly NodeDemand added = NodeDemand.OfAffinity(args?.Added ?? default);
    private readonly IReadOnlyList<NodePreference> addedPreferences = NodePreference.ListOf(args?.Added ?? default);

    public string Name => "NodeAffinity";

    public FilterStart Start(PodRequest pod, ClusterView cluster)
    {
        if (pod.Demand.IsNone && added.IsNone) return FilterStart.Skip;
        var only = pod.Demand.Names;
        return only is { Count: 0 } ? FilterStart.Refuse(Conflict) : FilterStart.Check(new Filter(pod, added), only);
    }

    public NodeScore? Rate(PodRequest pod, ClusterView cluster, IReadOnlyList<NodeRow> fitting)
    {
        IReadOnlyList<NodePreference> all = [.. NodePreference.ListOf(pod.Pod.Spec["affinity"u8]["nodeAffinity"u8]), .. addedPreferences];
        return all.Count == 0 ? null : new Liking(all);
    }

    public bool Helps(ClusterChange change, PodRequest pod, ClusterView cluster) =>
        change.Of == ChangeOf.Itself || (change is { Of: ChangeOf.Node, Row: { } row } && added.Allows(row) && pod.Demand.Allows(row));

    private sealed class Filter(PodRequest pod, NodeDemand added) : NodeFilter
    {
        public override Refusal? Check(NodeRow row) => !added.Allows(row) ? Enforced : pod.Demand.Allows(row) ? null : Unmatched;

        public override Advice Advise(NodeRow row)
        {
            var missing = new List<string>();
            foreach (var label in pod.Pod.Spec["nodeSelector"u8].Members)
                if (row.Labels[label.Name] != label.Value.AsString()) missing.Add($"{label.Name}={label.Value.AsString()}");
            return Advice.Lasting(missing.Count > 0 ? $"label {row.Name} with {string.Join(",", missing)}" : $"label {row.Name} as the pod's node affinity asks");
        }
    }

    private sealed class Liking(IReadOnlyList<NodePreference> all) : NodeScore
    {
        public override long Of(NodeRow row)
        {
            long sum = 0;
            foreach (var preference in all)
                if (preference.Term.IsMetBy(row)) sum += preference.Weight;
            return sum;
        }

        public override void Normalize(Span<long> scores) => InProportion(scores, lessIsBetter: false);
    }
}
