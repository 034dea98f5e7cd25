using Timonier.Scheduling.Framework;
using Timonier.Scheduling.Nodes;

namespace Timonier.Scheduling.Plugins;

/// <summary>Keeps pods off cordoned nodes, unless they tolerate that.</summary>
public sealed class NodeUnschedulable : IFilterPlugin, IQueueingHints
{
    private static readonly Taint Cordon = new("node.kubernetes.io/unschedulable", "", "NoSchedule");
    private static readonly Refusal Cordoned = new("NodeUnschedulable", "node(s) were unschedulable") { IsFinal = true };

    public string Name => "NodeUnschedulable";

    public FilterStart Start(PodRequest pod, ClusterView cluster) => pod.Tolerates(Cordon) ? FilterStart.Skip : FilterStart.Check(Filter.Only);

    public bool Helps(ClusterChange change, PodRequest pod, ClusterView cluster) =>
        change is { Of: ChangeOf.Node, Row.IsUnschedulable: false } || change.Of == ChangeOf.Itself;

    private sealed class Filter : NodeFilter
    {
        public static readonly Filter Only = new();

        public override Refusal? Check(NodeRow row) => row.IsUnschedulable ? Cordoned : null;

        public override Advice Advise(NodeRow row) => $"uncordon {row.Name}";
    }
}
