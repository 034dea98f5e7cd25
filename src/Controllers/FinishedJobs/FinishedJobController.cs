using Timonier.Client.Events;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Kernel;

namespace Timonier.Controllers.FinishedJobs;

/// <summary>Deletes Jobs that have been over for long enough.</summary>
public sealed class FinishedJobController(IClusterClient client, IEventRecorder events, TimeProvider time) : Controller<ObjectKey>
{
    private readonly ActionExecutor executor = new(client, events);
    private IInformer? jobs;

    public override string Name => "ttl-after-finished-controller";

    public override IReadOnlyList<IInformer> Watch(IInformerSource source, WorkQueue<ObjectKey> queue)
    {
        jobs = source.For(CoreResources.Jobs);
        jobs.Subscribe(change =>
        {
            if (change.New is { } job) queue.Add(ObjectKey.Of(job));
        });
        return [jobs];
    }

    public override async Task<ReconcileOutcome> ReconcileAsync(ObjectKey key, CancellationToken cancellation)
    {
        if (jobs!.Snapshot.Get(key.Namespace, key.Name) is not { } job) return ReconcileOutcome.Done;
        var plan = FinishedJobPlan.Compute(job, time.GetUtcNow());
        // A conflict means that it was changed, perhaps to live longer; the newer one is on its way.
        if (await executor.ApplyAsync(plan.Actions, cancellation) is { IsNotFound: false } refused) return ReconcileOutcome.Failed(refused);
        return ReconcileOutcome.After(plan.LookAgainAfter);
    }
}
