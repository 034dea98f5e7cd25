using Timonier.Client.Events;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Kernel;

namespace Timonier.Controllers.Nodes;

/// <summary>Writes on every node how long its agent may keep what it has read.</summary>
public sealed class NodeTtlController(IClusterClient client, IEventRecorder events) : Controller<string>
{
    private readonly ActionExecutor executor = new(client, events);
    private IInformer? nodes;
    private int step;

    public override string Name => "ttl-controller";

    public override IReadOnlyList<IInformer> Watch(IInformerSource source, WorkQueue<string> queue)
    {
        nodes = source.For(CoreResources.Nodes);
        nodes.Subscribe(change =>
        {
            if (change is { Old: not null, New: not null }) return;
            if (change.New is not null) queue.Add(change.Any.Name);
            var before = Volatile.Read(ref step);
            var now = NodeTtlPlan.Step(before, nodes.Snapshot.Count);
            if (now == before) return;
            Volatile.Write(ref step, now);
            foreach (var node in nodes.Snapshot.All) queue.Add(node.Name);
        });
        return [nodes];
    }

    public override async Task<ReconcileOutcome> ReconcileAsync(string key, CancellationToken cancellation)
    {
        if (nodes!.Snapshot.Get("", key) is not { } node || NodeTtlPlan.Compute(node, Volatile.Read(ref step)) is not { } patch) return ReconcileOutcome.Done;
        return await executor.ApplyAsync([patch], cancellation) is { IsNotFound: false } refused ? ReconcileOutcome.Failed(refused) : ReconcileOutcome.Done;
    }
}
