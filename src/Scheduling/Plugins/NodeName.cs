using Timonier.Scheduling.Framework;
using Timonier.Scheduling.Nodes;

namespace Timonier.Scheduling.Plugins;

/// <summary>A pod that names its node goes there or nowhere.</summary>
public sealed class NodeName : IFilterPlugin, IQueueingHints
{
    private static readonly Refusal Other = new("NodeName", "node(s) didn't match the requested node name") { IsFinal = true };

    public string Name => "NodeName";

    public FilterStart Start(PodRequest pod, ClusterView cluster) => pod.NodeName.Length == 0 ? FilterStart.Skip : FilterStart.Check(new Filter(pod.NodeName));

    public bool Helps(ClusterChange change, PodRequest pod, ClusterView cluster) => change is { Of: ChangeOf.Node, Old: null } && change.Any.Name == pod.NodeName;

    private sealed class Filter(string wanted) : NodeFilter
    {
        public override Refusal? Check(NodeRow row) => row.Name == wanted ? null : Other;

        public override Advice Advise(NodeRow row) => Advice.Lasting($"the pod asks for the node {wanted}");
    }
}
