using Timonier.Client;
using Timonier.Client.Events;
using Timonier.Client.Leases;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Kernel;

namespace Timonier.Controllers.ServerLeases;

/// <summary>Clears away the Leases of API servers that are there no longer.</summary>
public sealed class ServerLeaseController(IClusterClient client, IEventRecorder events, TimeProvider time) : Controller<string>
{
    private readonly ActionExecutor executor = new(client, events);
    private IInformer? leases;

    public override string Name => "apiserver-lease-controller";

    public override IReadOnlyList<IInformer> Watch(IInformerSource source, WorkQueue<string> queue)
    {
        leases = source.For(CoreResources.Leases, new ListQuery { LabelSelector = ServerLease.Selector }, ServerLease.Namespace);
        leases.Subscribe(change =>
        {
            // A renewal only moves the end further away: who waits for it looks again then.
            if (change.Old is null) queue.Add(change.Any.Name);
        });
        return [leases];
    }

    public override async Task<ReconcileOutcome> ReconcileAsync(string key, CancellationToken cancellation)
    {
        if (leases!.Snapshot.Get(ServerLease.Namespace, key) is not { } lease) return ReconcileOutcome.Done;
        var plan = ServerLeasePlan.Compute(lease, time.GetUtcNow());
        return await executor.ApplyAsync(plan.Actions, cancellation) is { } refused ? ReconcileOutcome.Failed(refused) : ReconcileOutcome.After(plan.LookAgainAfter);
    }
}
