using Timonier.Controllers.Framework;
using Timonier.Documents;

namespace Timonier.Controllers.Jobs;

/// <summary>
/// What follows once the pods of a plan were made or deleted: a status that names the pods that ended, the pods to let
/// go after it stands, and (<see cref="Close"/>) a second status that counts them and, when nothing is left, ends the Job.
/// </summary>
public sealed record JobStep
{
    private readonly JobPlan plan;
    private readonly Condition? ending;
    private readonly bool isPartial;

    /// <param name="plan">The plan.</param>
    /// <param name="deleted">Which pods were deleted.</param>
    /// <param name="made">How many were made.</param>
    /// <param name="now">The time.</param>
    public JobStep(JobPlan plan, IReadOnlyCollection<Document> deleted, int made, DateTimeOffset now)
    {
        this.plan = plan;
        var (tally, job) = (plan.Tally, plan.Tally.Job);
        var ledger = new JobLedger(job.Source);
        var notes = new List<EventNote>();
        var active = tally.Active.Count - deleted.Count + made;
        // 1 what the end of the Job depends on: nobody may be left to count
        if (deleted.Count == plan.Delete.Count) ending = plan.Ending;
        if (plan.Ending is null && active == 0 && HasSucceeded(tally)) ending = JobEnding.CompletionsReached(now);
        // 2 whether it runs
        if (!job.IsSuspended && job.StartTime is null) ledger.Tell("startTime", now);
        if (plan.Ending is null && ending is null && !job.IsDeleting) Suspend(ledger, job, notes, now);
        // 3 its pods now
        ledger.Count("active", active);
        ledger.Tell("ready", tally.Active.Count(p => p.IsReady) - deleted.Count(PodFacts.IsReady));
        ledger.Tell("terminating", tally.Terminating.Count + deleted.Count);
        // 4 its pods that ended
        ledger.Settle(tally.Pods.Where(p => p.IsHeld).Select(p => p.Uid).ToHashSet(StringComparer.Ordinal), !job.IsIndexed);
        (Release, isPartial) = Name(ledger);
        // 5 that it will end, so that it is known why before the pods are let go
        if (ending is not null) ledger.Set(ending);
        Status = ledger.Changed;
        Notes = notes;
    }

    /// <summary>The Job with what is to be written first; null when that stands.</summary>
    public DraftObject? Status { get; }

    /// <summary>Told once the status stands.</summary>
    public IReadOnlyList<EventNote> Notes { get; }

    /// <summary>Pods to let go once the status stands.</summary>
    public IReadOnlyList<JobPod> Release { get; }

    /// <summary>The second write, after pods were let go; null when nothing changes by that.</summary>
    /// <param name="job">The Job as the first write left it.</param>
    /// <param name="released">The uids of the pods that were let go.</param>
    /// <param name="now">The time.</param>
    public (DraftObject? Status, IReadOnlyList<EventNote> Notes) Close(Document job, IReadOnlySet<string> released, DateTimeOffset now)
    {
        var ledger = new JobLedger(job);
        var held = plan.Tally.Pods.Where(p => p.IsHeld && !released.Contains(p.Uid)).Select(p => p.Uid).ToHashSet(StringComparer.Ordinal);
        ledger.Settle(held, !plan.Tally.Job.IsIndexed);
        if (ending is null || isPartial || ledger.Open > 0 || job.Status["terminating"u8].AsInt32() > 0) return (ledger.Changed, []);
        var end = JobEnding.Last(ending, now);
        ledger.Set(end);
        if (end.Type == "Complete") ledger.Tell("completionTime", now);
        return (ledger.Changed, Told(end));
    }

    private static bool HasSucceeded(JobTally tally) => tally.Job.Completions is { } completions ? tally.Succeeded >= completions : tally.Succeeded > 0;

    private static void Suspend(JobLedger ledger, JobModel job, List<EventNote> notes, DateTimeOffset now)
    {
        var (status, verb) = job.IsSuspended ? ("True", "suspended") : ("False", "resumed");
        var reason = job.IsSuspended ? "Suspended" : "Resumed";
        // The deadline counts from the last resumption.
        if (job.IsSuspended) ledger.Tell("startTime", null);
        if (!ledger.Set(new Condition("Suspended", status, "Job" + reason, "Job " + verb) { LastTransitionTime = now })) return;
        if (!job.IsSuspended) ledger.Tell("startTime", now);
        notes.Add(new EventNote(job.About, "Normal", reason, "Job " + verb));
    }

    /// <summary>Names the pods that ended; answers which are to be let go, and whether more must wait for their turn.</summary>
    private (List<JobPod> Release, bool IsPartial) Name(JobLedger ledger)
    {
        var tally = plan.Tally;
        var release = new List<JobPod>();
        var indexes = new HashSet<int>();
        var isPartial = false;
        foreach (var pod in tally.Pods.Where(p => p.IsHeld && MayGo(p)))
        {
            if (isPartial = indexes.Count + ledger.Open >= JobPlan.Burst) break;
            release.Add(pod);
            if (!pod.IsCountable || tally.NamedSucceeded.Contains(pod.Uid) || tally.NamedFailed.Contains(pod.Uid)) continue;
            if (pod.HasSucceeded && tally.Job.IsIndexed) indexes.Add(pod.Index!.Value);
            else if (pod.HasSucceeded) ledger.Name("succeeded", pod.Uid);
            else if ((pod.HasFailed || JobEnding.IsFailure(ending)) && pod.Verdict.Counts) ledger.Name("failed", pod.Uid);
        }
        if (!tally.Job.IsIndexed) return (release, isPartial);
        var completed = tally.CountedIndexes.With(indexes);
        ledger.Count("succeeded", completed.Total);
        ledger.Tell("completedIndexes", completed.Total > 0 ? completed.ToText() : null);
        ledger.Tell("failedIndexes", tally.FailedIndexes is { } failed ? failed.ToText() : null);
        return (release, isPartial);
    }

    private bool MayGo(JobPod pod)
    {
        if (plan.Tally.Job.IsDeleting || ending is not null || pod.HasSucceeded) return true;
        return pod.HasFailed && (pod.Index is not { } index || plan.Tally.LastFailures.GetValueOrDefault(index)?.Uid != pod.Uid);
    }

    private List<EventNote> Told(Condition end)
    {
        var (tally, notes) = (plan.Tally, new List<EventNote>());
        if (end.Type == "Complete" && tally.Succeeded > tally.Job.Completions) notes.Add(new EventNote(tally.Job.About, "Warning", "TooManySucceededPods", "Too many succeeded pods"));
        notes.Add(end.Type == "Complete"
            ? new EventNote(tally.Job.About, "Normal", "Completed", "Job completed")
            : new EventNote(tally.Job.About, "Warning", end.Reason, end.Message));
        return notes;
    }
}
