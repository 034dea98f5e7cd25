using Timonier.Scheduling.Framework;
using Timonier.Scheduling.Nodes;

namespace Timonier.Scheduling.Plugins;

public sealed partial class PodTopologySpread
{
    private const string HostKey = "kubernetes.io/hostname";

    public NodeScore? Rate(PodRequest pod, ClusterView cluster, IReadOnlyList<NodeRow> fitting)
    {
        var constraints = ConstraintsOf(pod, cluster, hard: false);
        if (constraints.Count == 0) return null;
        // Upstream's own defaults speak of labels that a node need not have.
        var needsLabels = HasOwn(pod) || !args.UsesSystemDefaults;
        var soft = constraints.Select(c => new Soft(c, cluster.Nodes.TopologyOf(c.TopologyKey), Count(c, pod, cluster))).ToArray();

        // 1. The domains that come into question, and how much each constraint weighs by their number.
        var counted = 0;
        foreach (var row in fitting)
        {
            if (needsLabels && !soft.All(s => s.Topology.Of(row) >= 0)) continue;
            counted++;
            foreach (var s in soft) s.Open(row);
        }
        foreach (var s in soft) s.Weigh(counted);

        // 2. What is in them, on any node that counts.
        foreach (var s in soft)
        {
            if (s.IsByHost) continue;
            foreach (var (row, pods) in s.Pods)
                if ((!needsLabels || soft.All(other => other.Topology.Of(row) >= 0)) && s.Constraint.Includes(row, pod)) s.Add(row, pods);
        }
        return new Evenness(soft, needsLabels, fitting);
    }

    /// <summary>A wish, and what its domains hold.</summary>
    private sealed class Soft(SpreadConstraint constraint, Topology topology, Tally pods)
    {
        private readonly int[] counts = new int[topology.Count];
        private readonly bool[] isOpen = new bool[topology.Count];
        private int open;
        private double weight;

        public SpreadConstraint Constraint { get; } = constraint;
        public Topology Topology { get; } = topology;
        public Tally Pods { get; } = pods;

        /// <summary>A host is its own domain: what it has stands in the tally.</summary>
        public bool IsByHost { get; } = constraint.TopologyKey == HostKey;

        public void Open(NodeRow row)
        {
            var domain = Topology.Of(row);
            if (IsByHost || domain < 0 || isOpen[domain]) return;
            isOpen[domain] = true;
            open++;
        }

        /// <summary>The more domains, the smaller the differences between them: their number outweighs that.</summary>
        public void Weigh(int hosts) => weight = Math.Log((IsByHost ? hosts : open) + 2);

        public void Add(NodeRow row, int by)
        {
            if (Topology.Of(row) is >= 0 and var domain && isOpen[domain]) counts[domain] += by;
        }

        public double CostOf(NodeRow row)
        {
            var domain = Topology.Of(row);
            return domain < 0 ? 0 : ((IsByHost ? Pods.On(row) : counts[domain]) * weight) + (Constraint.MaxSkew - 1);
        }
    }

    private sealed class Evenness(Soft[] constraints, bool needsLabels, IReadOnlyList<NodeRow> fitting) : NodeScore
    {
        public override long Of(NodeRow row)
        {
            if (IsIgnored(row)) return 0;
            var cost = 0.0;
            foreach (var constraint in constraints) cost += constraint.CostOf(row);
            return (long)Math.Round(cost, MidpointRounding.AwayFromZero);
        }

        /// <summary>The fullest domains get the least.</summary>
        public override void Normalize(Span<long> scores)
        {
            var (least, most) = (long.MaxValue, 0L);
            for (var i = 0; i < scores.Length; i++)
            {
                if (IsIgnored(fitting[i])) continue;
                (least, most) = (Math.Min(least, scores[i]), Math.Max(most, scores[i]));
            }
            for (var i = 0; i < scores.Length; i++)
                scores[i] = IsIgnored(fitting[i]) ? 0 : most == 0 ? Most : Most * (most + least - scores[i]) / most;
        }

        private bool IsIgnored(NodeRow row)
        {
            if (!needsLabels) return false;
            foreach (var constraint in constraints)
                if (constraint.Topology.Of(row) < 0) return true;
            return false;
        }
    }
}
