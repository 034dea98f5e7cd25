using Timonier.Scheduling.Framework;
using Timonier.Scheduling.Nodes;

namespace Timonier.Scheduling.Plugins;

/// <summary>Keeps pods off nodes with taints they do not tolerate, and away from those with taints that only discourage.</summary>
public sealed class TaintToleration : IFilterPlugin, IScorePlugin, IQueueingHints
{
    private static readonly Refusal Tainted = new("TaintToleration", "node(s) had untolerated taint(s)") { IsFinal = true };

    public string Name => "TaintToleration";

    public FilterStart Start(PodRequest pod, ClusterView cluster) => FilterStart.Check(new Filter(pod));

    public NodeScore? Rate(PodRequest pod, ClusterView cluster, IReadOnlyList<NodeRow> fitting) => cluster.Nodes.HasTaints ? new Dislike(pod) : null;

    public bool Helps(ClusterChange change, PodRequest pod, ClusterView cluster) =>
        change.Of == ChangeOf.Itself || (change is { Of: ChangeOf.Node, Row: { } row } && Untolerated(pod, row) is null);

    /// <summary>The first taint of the node that keeps the pod off; null when there is none.</summary>
    public static Taint? Untolerated(PodRequest pod, NodeRow row)
    {
        foreach (var taint in row.Taints)
            if (taint.Forbids && !pod.Tolerates(taint)) return taint;
        return null;
    }

    private sealed class Filter(PodRequest pod) : NodeFilter
    {
        public override Refusal? Check(NodeRow row) => row.Taints.IsEmpty || Untolerated(pod, row) is null ? null : Tainted;

        public override Advice Advise(NodeRow row)
        {
            var kept = row.Taints.Where(t => t.Forbids && !pod.Tolerates(t)).ToList();
            var change = $"add a toleration for {string.Join(", ", kept.Select(t => t.Text))}, or take the taint off {row.Name}";
            // What the system sets when a node is ill it takes away again.
            return new Advice(change, kept.Any(t => !t.Key.StartsWith("node.kubernetes.io/", StringComparison.Ordinal)));
        }
    }

    private sealed class Dislike(PodRequest pod) : NodeScore
    {
        public override long Of(NodeRow row)
        {
            var count = 0;
            foreach (var taint in row.Taints)
                if (taint.Effect == "PreferNoSchedule" && !pod.Tolerates(taint)) count++;
            return count;
        }

        public override void Normalize(Span<long> scores) => InProportion(scores, lessIsBetter: true);
    }
}
