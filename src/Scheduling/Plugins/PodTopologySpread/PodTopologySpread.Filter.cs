using Timonier.Scheduling.Framework;
using Timonier.Scheduling.Nodes;

namespace Timonier.Scheduling.Plugins;

public sealed partial class PodTopologySpread
{
    private const string Unmatched = "node(s) didn't match pod topology spread constraints";
    private static readonly Refusal TooUneven = new("PodTopologySpread", Unmatched);
    private static readonly Refusal WithoutLabel = new("PodTopologySpread", $"{Unmatched} (missing required label)") { IsFinal = true };

    private sealed class Filter : NodeFilter
    {
        private readonly PodRequest pod;
        private readonly Hard[] constraints;

        public Filter(PodRequest pod, ClusterView cluster, List<SpreadConstraint> constraints)
        {
            this.pod = pod;
            this.constraints = [.. constraints.Select(c => new Hard(c, cluster.Nodes.TopologyOf(c.TopologyKey), pod.Labels.Meets(c.Selector) ? 1 : 0))];
            foreach (var row in cluster.Nodes.Rows)
            {
                if (!HasLabels(row)) continue;
                foreach (var hard in this.constraints)
                    if (hard.Constraint.Includes(row, pod)) hard.Open(row);
            }
            foreach (var hard in this.constraints)
                foreach (var (row, pods) in Count(hard.Constraint, pod, cluster))
                    if (HasLabels(row) && hard.Constraint.Includes(row, pod)) hard.Add(row, pods);
        }

        public override Refusal? Check(NodeRow row)
        {
            foreach (var hard in constraints)
                if (hard.Topology.Of(row) < 0) return WithoutLabel;
            foreach (var hard in constraints)
                if (hard.Skew(row) > hard.Constraint.MaxSkew) return TooUneven;
            return null;
        }

        public override void Add(PodRequest pod, NodeRow row) => Change(pod, row, 1);

        public override void Remove(PodRequest pod, NodeRow row) => Change(pod, row, -1);

        public override Advice Advise(NodeRow row)
        {
            foreach (var hard in constraints)
            {
                if (hard.Topology.Of(row) < 0) return Advice.Lasting($"label {row.Name} with {hard.Constraint.TopologyKey}");
                if (hard.Skew(row) is var skew && skew > hard.Constraint.MaxSkew)
                    return $"{hard.Constraint.TopologyKey}={row.Labels[hard.Constraint.TopologyKey]} would have {skew} more than the emptiest domain, {hard.Constraint.MaxSkew} are allowed";
            }
            return "";
        }

        private bool HasLabels(NodeRow row)
        {
            foreach (var hard in constraints)
                if (hard.Topology.Of(row) < 0) return false;
            return true;
        }

        private void Change(PodRequest other, NodeRow row, int by)
        {
            if (other.Namespace != pod.Namespace || other.IsEnding || !HasLabels(row)) return;
            foreach (var hard in constraints)
                if (other.Labels.Meets(hard.Constraint.Selector) && hard.Constraint.Includes(row, pod)) hard.Add(row, by);
        }
    }

    /// <summary>A duty, and the pods of its domains as they are; a domain is open when a node of it counts.</summary>
    private sealed class Hard(SpreadConstraint constraint, Topology topology, int own)
    {
        private readonly int[] pods = new int[topology.Count];
        private readonly bool[] isOpen = new bool[topology.Count];
        private int open;

        // The smallest number is asked for every node and changes only when pods do.
        private int? smallest;

        public SpreadConstraint Constraint { get; } = constraint;
        public Topology Topology { get; } = topology;

        public void Open(NodeRow row)
        {
            var domain = Topology.Of(row);
            if (isOpen[domain]) return;
            isOpen[domain] = true;
            open++;
        }

        public void Add(NodeRow row, int by)
        {
            pods[Topology.Of(row)] += by;
            smallest = null;
        }

        /// <summary>By how much the domain of a node would lead with the pod on it.</summary>
        public long Skew(NodeRow row) => (long)pods[Topology.Of(row)] + own - (smallest ??= Smallest());

        private int Smallest()
        {
            if (open < Constraint.MinDomains) return 0;
            var least = int.MaxValue;
            for (var i = 0; i < pods.Length; i++)
                if (isOpen[i] && pods[i] < least) least = pods[i];
            return least;
        }
    }
}
