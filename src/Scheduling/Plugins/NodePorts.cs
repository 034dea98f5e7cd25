using System.Collections.Immutable;
using Timonier.Scheduling.Framework;
using Timonier.Scheduling.Nodes;

namespace Timonier.Scheduling.Plugins;

/// <summary>Two pods cannot have the same port of one node.</summary>
public sealed class NodePorts : IFilterPlugin, IQueueingHints
{
    private static readonly Refusal Taken = new("NodePorts", "node(s) didn't have free ports for the requested pod ports");

    public string Name => "NodePorts";

    public FilterStart Start(PodRequest pod, ClusterView cluster) => pod.HostPorts.IsEmpty ? FilterStart.Skip : FilterStart.Check(new Filter(pod.HostPorts));

    public bool Helps(ClusterChange change, PodRequest pod, ClusterView cluster) => change.Of switch
    {
        ChangeOf.Node => change.Row is { } row && Holder(pod.HostPorts, row) is null,
        ChangeOf.PodGone => change.Pod is { } gone && Collide(pod.HostPorts, gone),
        _ => false,
    };

    private static PodRequest? Holder(ImmutableArray<HostPort> wanted, NodeRow row) => row.PodsWithPorts.FirstOrDefault(other => Collide(wanted, other));

    private static bool Collide(ImmutableArray<HostPort> wanted, PodRequest other) => other.HostPorts.Any(theirs => wanted.Any(ours => ours.CollidesWith(theirs)));

    private sealed class Filter(ImmutableArray<HostPort> wanted) : NodeFilter
    {
        public override Refusal? Check(NodeRow row) => Holder(wanted, row) is null ? null : Taken;

        public override Advice Advise(NodeRow row) => Holder(wanted, row) is { } other ? $"its port is held by pod {other.Namespace}/{other.Name} on {row.Name}" : "";
    }
}
