using System.Collections.Concurrent;
using Timonier.Client;
using Timonier.Client.Events;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Controllers.Jobs;

/// <summary>Runs pods until as many have succeeded as asked for, and counts each exactly once.</summary>
public sealed partial class JobController(IClusterClient client, IEventRecorder events, TimeProvider time) : Controller<ObjectKey>
{
    private readonly ActionExecutor executor = new(client, events);
    private readonly Expectations expectations = new(time);
    private readonly ConcurrentDictionary<ObjectKey, (string Uid, JobBackoff Backoff)> backoffs = new();
    private IInformer? jobs, pods;

    public override string Name => "job-controller";

    public override IReadOnlyList<IInformer> Watch(IInformerSource source, WorkQueue<ObjectKey> queue)
    {
        jobs = source.For(CoreResources.Jobs);
        pods = source.For(CoreResources.Pods);
        jobs.Subscribe(change =>
        {
            if (change.New is null) Forget(ObjectKey.Of(change.Any));
            queue.Add(ObjectKey.Of(change.Any));
        });
        pods.Subscribe(new OwnedObjects("Job", jobs, queue, expectations).Heard);
        return [jobs, pods];
    }

    public override async Task<ReconcileOutcome> ReconcileAsync(ObjectKey key, CancellationToken cancellation)
    {
        // Asked before a snapshot is read: what is met by now is also in it. What is not brings the key back when it is.
        if (!expectations.AreMet(key)) return ReconcileOutcome.After(Expectations.Lapse);
        if (jobs!.Snapshot.Get(key.Namespace, key.Name) is not { } known || !IsOurs(known)) return Forget(key);
        // 1 the Job as it is stored, since what it has counted decides what is counted now
        var stored = await client.GetAsync(CoreResources.Jobs, key.Namespace, key.Name, cancellation: cancellation);
        if (!stored.IsSuccess) return stored.Failure.IsNotFound ? Forget(key) : ReconcileOutcome.Failed(stored.Failure);
        if (!IsOurs(stored.Value)) return Forget(key);
        var job = new JobModel(stored.Value);
        // 2 which pods are its own
        var present = await PodsAsync(job, cancellation);
        if (!present.IsSuccess) return ReconcileOutcome.Failed(present.Failure);
        var claims = Claims.Compute(job.Ownership, job.IsDeleting, ObjectSelectors.Read(job.Spec["selector"u8]), CoreResources.Pods, present.Value.Items, JobPod.Finalizer);
        foreach (var claim in claims.Actions)
            if ((await executor.ApplyAsync(claim, cancellation)).Failure is { IsNotFound: false } refused) return ReconcileOutcome.Failed(refused);
        // 3 the next step
        var (plan, unproven) = await PlanAsync(job, claims.Owned, cancellation);
        if (plan is null) return ReconcileOutcome.Failed(unproven!);
        var started = time.GetTimestamp();
        var outcome = await ActAsync(key, plan, cancellation);
        JobMetrics.Synced(plan, outcome, time.GetElapsedTime(started));
        return outcome;
    }

    private static bool IsOurs(Document job) => new JobModel(job) is { IsForeign: false, IsFinished: false };

    private ReconcileOutcome Forget(ObjectKey key)
    {
        expectations.Forget(key);
        backoffs.TryRemove(key, out _);
        return ReconcileOutcome.Done;
    }

    /// <summary>
    /// The pods around the Job. When its status names one that the informer does not show, only the server knows
    /// whether it is gone or has not been seen yet.
    /// </summary>
    private async Task<ApiResult<DocumentList>> PodsAsync(JobModel job, CancellationToken cancellation)
    {
        var seen = pods!.Snapshot.InNamespace(job.Source.Namespace).ToList();
        var tally = new JobTally(job.Source, []);
        var missing = tally.NamedSucceeded.Concat(tally.NamedFailed).Except(seen.Select(p => p.Uid), StringComparer.Ordinal);
        return missing.Any() ? await client.ListAsync(CoreResources.Pods, job.Source.Namespace, new ListQuery(), cancellation) : new DocumentList(seen, "");
    }

    /// <summary>The plan in which every pod that it counts was looked up at the server.</summary>
    private async Task<(JobPlan? Plan, Status? Failure)> PlanAsync(JobModel job, IEnumerable<Document> owned, CancellationToken cancellation)
    {
        var byUid = owned.ToDictionary(p => p.Uid, StringComparer.Ordinal);
        var proven = new HashSet<string>(StringComparer.Ordinal);
        JobBackoff? remembered = backoffs.TryGetValue(ObjectKey.Of(job.Source), out var known) && known.Uid == job.Source.Uid ? known.Backoff : null;
        while (true)
        {
            var plan = JobPlan.Compute(job.Source, byUid.Values, remembered, time.GetUtcNow());
            var unproven = plan.Counting.Select(p => p.Source).Where(p => proven.Add(p.Uid)).ToList();
            if (unproven.Count == 0) return (plan, null);
            var stored = await Task.WhenAll(unproven.Select(p => client.GetAsync(CoreResources.Pods, p.Namespace, p.Name, cancellation: cancellation)));
            foreach (var (shown, found) in unproven.Zip(stored))
            {
                if (found.Failure is { IsNotFound: false } refused) return (null, refused);
                if (found.Value?.Uid == shown.Uid) byUid[shown.Uid] = found.Value;
                else byUid.Remove(shown.Uid);
            }
        }
    }
}
