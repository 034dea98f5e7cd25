using Timonier.Client.Events;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Controllers.CronJobs;

/// <summary>Starts Jobs when their time has come.</summary>
public sealed class CronJobController(IClusterClient client, IEventRecorder events, TimeProvider time) : Controller<ObjectKey>
{
    private readonly ActionExecutor executor = new(client, events);
    private IInformer? cronJobs, jobs;

    public override string Name => "cronjob-controller";

    public override IReadOnlyList<IInformer> Watch(IInformerSource source, WorkQueue<ObjectKey> queue)
    {
        cronJobs = source.For(CoreResources.CronJobs);
        jobs = source.For(CoreResources.Jobs);
        cronJobs.Subscribe(change =>
        {
            if (change.New is { } cronJob) queue.Add(ObjectKey.Of(cronJob));
        });
        jobs.Subscribe(change =>
        {
            foreach (var job in (ReadOnlySpan<Document?>)[change.Old, change.New])
                if (job is not null && Ownership.ControllerOf(job) is { Kind: "CronJob" } owner) queue.Add(new ObjectKey(job.Namespace, owner.Name));
        });
        return [cronJobs, jobs];
    }

    public override async Task<ReconcileOutcome> ReconcileAsync(ObjectKey key, CancellationToken cancellation)
    {
        if (cronJobs!.Snapshot.Get(key.Namespace, key.Name) is null) return ReconcileOutcome.Done;
        // 1 as it is stored: what it has started decides what is started now
        var stored = await client.GetAsync(CoreResources.CronJobs, key.Namespace, key.Name, cancellation: cancellation);
        if (!stored.IsSuccess) return Settle(stored.Failure);
        var own = await JobsAsync(stored.Value, cancellation);
        if (!own.IsSuccess) return ReconcileOutcome.Failed(own.Failure);
        // 2 the next step
        var plan = CronJobPlan.Compute(stored.Value, own.Value.Items, time.GetUtcNow());
        // 3 its writes
        var (deleted, failure) = await DeleteAsync(stored.Value, plan.Delete, cancellation);
        Document? started = null;
        if (plan.Start is { } start && failure is null) (started, failure) = await StartAsync(stored.Value, start, cancellation);
        if (plan.Status(deleted, started) is { } status && await executor.ApplyAsync([new UpdateAction(CoreResources.CronJobs, key.Namespace, status, "status")], cancellation) is { } unwritten)
            return Settle(unwritten);
        foreach (var note in plan.Notes) executor.Record(note);
        return failure is null ? ReconcileOutcome.After(plan.LookAgainAfter) : ReconcileOutcome.Failed(failure);
    }

    /// <summary>Its Jobs. One that its status names and the informer does not show may be too new for the informer: the server is asked.</summary>
    private async Task<ApiResult<DocumentList>> JobsAsync(Document cronJob, CancellationToken cancellation)
    {
        var own = jobs!.Snapshot.InNamespace(cronJob.Namespace).Where(j => Ownership.ControllerOf(j)?.Uid == cronJob.Uid).ToList();
        foreach (var active in cronJob.Status["active"u8].Items)
        {
            var uid = active["uid"u8].AsString();
            if (own.Exists(j => j.Uid == uid)) continue;
            var job = await client.GetAsync(CoreResources.Jobs, cronJob.Namespace, active["name"u8].AsString(), cancellation: cancellation);
            if (job.Failure is { IsNotFound: false } unknown) return unknown;
            if (job.Value?.Uid == uid) own.Add(job.Value);
        }
        return new DocumentList(own, "");
    }

    private async Task<(HashSet<string> Deleted, Status? Failure)> DeleteAsync(Document cronJob, IEnumerable<DeleteAction> doomed, CancellationToken cancellation)
    {
        var deleted = new HashSet<string>(StringComparer.Ordinal);
        Status? failure = null;
        foreach (var job in doomed)
        {
            var gone = await executor.ApplyAsync(job, cancellation);
            if (gone.IsSuccess) deleted.Add(job.Uid);
            else Record(cronJob, "FailedDelete", $"Deleted job: {gone.Failure.Message}");
            failure ??= gone.Failure;
        }
        return (deleted, failure);
    }

    private async Task<(Document? Started, Status? Failure)> StartAsync(Document cronJob, CreateAction start, CancellationToken cancellation)
    {
        var made = await executor.ApplyAsync(start, cancellation);
        if (made.IsSuccess) return (made.Value, null);
        if (!made.Failure.IsAlreadyExists)
        {
            Record(cronJob, "FailedCreate", $"Error creating job: {made.Failure.Message}");
            return (null, made.Failure);
        }
        // Started already, and not written down: by us before a crash, or by another leader. A stranger's is none of ours.
        var present = await client.GetAsync(CoreResources.Jobs, start.Namespace, start.Name, cancellation: cancellation);
        return present.IsSuccess && Ownership.ControllerOf(present.Value)?.Uid == cronJob.Uid ? (present.Value, null) : (null, present.Failure);
    }

    private void Record(Document cronJob, string reason, string message) =>
        executor.Record(new EventNote(new CronJobModel(cronJob).About, "Warning", reason, message));

    private static ReconcileOutcome Settle(Status failure) => failure.IsNotFound ? ReconcileOutcome.Done : ReconcileOutcome.Failed(failure);
}
