using Timonier.Node.Simulated;
using Timonier.Testing.Stories;

namespace Timonier.Testing;

public sealed partial class TestCluster
{
    private static readonly TimeSpan NodePatience = TimeSpan.FromMinutes(1);

    /// <summary>Plays a failure on a node, or, with <see cref="NodeFailure.None"/>, that it is over.</summary>
    public Task PlayAsync(string node, NodeFailure failure) => PatchAsync(
        $"node/{node}", $"metadata: {{annotations: {{{SimulatedNodes.FailureAnnotation}: {(failure == NodeFailure.None ? "null" : failure.ToString().ToLowerInvariant())}}}}}");

    private async Task RunNodesAsync(CancellationToken cancellation)
    {
        await using var running = new SimulatedNodes(
            new SimulatedNodesConfig { Count = options.Nodes, NamePrefix = "node-", Shape = options.NodeShape }, plane, time, ids, options.Loggers);
        wires.Nodes = running;
        await running.RunAsync(cancellation);
    }

    private async Task UntilNodesAreReadyAsync()
    {
        if (options.Nodes == 0) return;
        var aim = Target.Of("nodes", plane.Kinds);
        var areReady = await UntilAsync(() => PeekAll(aim, "", "").Count(n => Conditions.IsTrue(n, "Ready") && n.Spec["taints"u8].Count == 0) == options.Nodes, NodePatience);
        if (!areReady) throw await NotSoAsync("the nodes never became ready", aim, "");
    }
}
