using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Controllers.Jobs;

public sealed partial class JobController
{
    /// <summary>The writes of one step; a crash between any two of them is made good by the next look.</summary>
    private async Task<ReconcileOutcome> ActAsync(ObjectKey key, JobPlan plan, CancellationToken cancellation)
    {
        var job = plan.Tally.Job;
        // 1 pods
        var writer = new PodWriter(executor, expectations, pods!, key, job.About);
        var (deleted, failure) = plan.Delete.Count > 0 ? await writer.DeleteAsync([.. plan.Delete.Select(p => p.Source)], cancellation, plan.Ending is null ? LetGoIfHeld : null) : ([], null);
        var made = 0;
        if (plan.Create.Count > 0) (made, failure) = await writer.CreateAsync(plan.Create, cancellation);
        // 2 a status that names those that ended
        var step = new JobStep(plan, deleted, made, time.GetUtcNow());
        var written = await WriteAsync(job.Source, step.Status, step.Notes, cancellation);
        if (!written.IsSuccess) return Unwritten(written.Failure);
        backoffs[key] = (job.Source.Uid, plan.Backoff);
        // 3 those let go
        var (released, unreleased) = await ReleaseAsync(step.Release, cancellation);
        // 4 a status that counts them
        var (status, notes) = step.Close(written.Value, released, time.GetUtcNow());
        var closed = await WriteAsync(written.Value, status, notes, cancellation);
        if (!closed.IsSuccess) return Unwritten(closed.Failure);
        JobMetrics.Closed(closed.Value);
        return (failure ?? unreleased) is { } open ? ReconcileOutcome.Failed(open) : ReconcileOutcome.After(plan.LookAgainAfter);
    }

    private async Task<(HashSet<string> Released, Status? Failure)> ReleaseAsync(IReadOnlyList<JobPod> held, CancellationToken cancellation)
    {
        var results = await Task.WhenAll(held.Select(p => executor.ApplyAsync(LetGo(p.Source), cancellation)));
        var released = new HashSet<string>(StringComparer.Ordinal);
        Status? failure = null;
        foreach (var (pod, result) in held.Zip(results))
        {
            if (result.Failure is null or { IsNotFound: true }) released.Add(pod.Uid);
            else failure ??= result.Failure;
        }
        return (released, failure);
    }

    private async Task<ApiResult<Document>> WriteAsync(Document job, DraftObject? status, IEnumerable<EventNote> notes, CancellationToken cancellation)
    {
        var written = status is null ? job : await executor.ApplyAsync(new UpdateAction(CoreResources.Jobs, job.Namespace, status, "status"), cancellation);
        if (written.IsSuccess)
            foreach (var note in notes) executor.Record(note);
        return written;
    }

    private static ReconcileOutcome Unwritten(Status failure) => failure.IsNotFound ? ReconcileOutcome.Done : ReconcileOutcome.Failed(failure);

    private static PatchAction? LetGoIfHeld(Document pod) => JobPod.IsHeldBy(pod) ? LetGo(pod) : null;

    /// <summary>Takes the Job's finalizer off a pod.</summary>
    internal static PatchAction LetGo(Document pod)
    {
        var metadata = new DraftObject { ["uid"] = pod.Uid, ["$deleteFromPrimitiveList/finalizers"] = DraftArray.OfTexts([JobPod.Finalizer]) };
        return new PatchAction(CoreResources.Pods, pod.Namespace, pod.Name, PatchBody.Strategic(new DraftObject { ["metadata"] = metadata }));
    }
}
