using Timonier.Client.Events;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Kernel;

namespace Timonier.Controllers.ServiceCidrs;

/// <summary>Looks after the ranges of service addresses.</summary>
public sealed class ServiceCidrController(IClusterClient client, IEventRecorder events, TimeProvider time) : Controller<string>
{
    private readonly ActionExecutor executor = new(client, events);
    private IInformer? ranges, addresses;

    public override string Name => "service-cidr-controller";

    public override IReadOnlyList<IInformer> Watch(IInformerSource source, WorkQueue<string> queue)
    {
        ranges = source.For(ServiceCidrPlan.Ranges);
        addresses = source.For(ServiceCidrPlan.Addresses);
        ranges.Subscribe(change =>
        {
            queue.Add(change.Any.Name);
            // A range that comes may take over from one that is to go.
            if (change.Old is null) AddGoing(queue);
        });
        addresses.Subscribe(change =>
        {
            if (change.New is null) AddGoing(queue);
        });
        return [ranges, addresses];
    }

    public override async Task<ReconcileOutcome> ReconcileAsync(string key, CancellationToken cancellation)
    {
        if (ranges!.Snapshot.Get("", key) is not { } range) return ReconcileOutcome.Done;
        var plan = ServiceCidrPlan.Compute(range, ranges.Snapshot.All.Where(r => r.Name != key), addresses!.Snapshot.All, time.GetUtcNow());
        return await executor.ApplyAsync(plan.Actions, cancellation) is { IsNotFound: false } refused ? ReconcileOutcome.Failed(refused) : ReconcileOutcome.Done;
    }

    private void AddGoing(WorkQueue<string> queue)
    {
        foreach (var range in ranges!.Snapshot.All)
            if (PodFacts.IsDeleting(range)) queue.Add(range.Name);
    }
}
