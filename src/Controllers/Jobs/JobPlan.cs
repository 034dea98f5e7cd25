using Timonier.Controllers.Framework;
using Timonier.Documents;

namespace Timonier.Controllers.Jobs;

/// <summary>
/// The next step of one Job: these pods deleted, or those made. What its status says of it and which pods are counted
/// follows from how that went: <see cref="JobStep"/>.
/// </summary>
public sealed record JobPlan
{
    /// <summary>The most pods made, deleted or counted in one go.</summary>
    public const int Burst = 500;

    public required JobTally Tally { get; init; }

    /// <summary>Why the Job is to end; null while it goes on.</summary>
    public Condition? Ending { get; init; }

    public IReadOnlyList<JobPod> Delete { get; init; } = [];
    public IReadOnlyList<DraftObject> Create { get; init; } = [];

    /// <summary>To be remembered once the status that counts the new failures stands.</summary>
    public required JobBackoff Backoff { get; init; }

    public TimeSpan? LookAgainAfter { get; init; }

    /// <summary>
    /// Pods that would be counted now. Each must be looked up before: an informer may show one that was counted and
    /// let go long ago.
    /// </summary>
    public IEnumerable<JobPod> Counting => Tally.NewlySucceeded.Concat(Tally.NewlyFailed).Concat(JobEnding.IsFailure(Ending) ? Tally.Pods.Where(p => p.IsHeld) : []);

    /// <param name="job">The Job as it is stored now.</param>
    /// <param name="pods">The pods it owns.</param>
    /// <param name="remembered">Its failures so far; null: not known, they are taken from the pods that were counted.</param>
    /// <param name="now">The time.</param>
    public static JobPlan Compute(Document job, IEnumerable<Document> pods, JobBackoff? remembered, DateTimeOffset now)
    {
        var tally = new JobTally(job, pods);
        var counted = tally.Pods.Where(p => !p.IsHeld).ToList();
        var backoff = remembered ?? JobBackoff.None.After(counted.Where(p => p.HasSucceeded), counted.Where(p => p.HasFailed));
        var plan = new JobPlan { Tally = tally, Ending = JobEnding.Of(tally, now), Backoff = backoff.After(tally.NewlySucceeded, tally.NewlyFailed) };
        if (plan.Ending is not null) return plan with { Delete = tally.Active };
        plan = plan with { LookAgainAfter = JobEnding.DeadlineIn(tally.Job, now) };
        return tally.Job.IsDeleting ? plan : plan.Sized(now);
    }

    private JobPlan Sized(DateTimeOffset now)
    {
        var job = Tally.Job;
        if (job.IsSuspended) return this with { Delete = Tally.Active };
        var wanted = Wanted();
        // 1 too many, or two of one index: nothing is made in the same step
        var surplus = Surplus(Tally.Active.Count - wanted);
        if (surplus.Count > 0) return this with { Delete = [.. surplus.Take(Burst)] };
        // 2 too few
        var awaited = job.AwaitsEnds ? Tally.Terminating.Count : 0;
        var missing = Math.Min(wanted - awaited - Tally.Active.Count, Burst);
        if (missing <= 0) return this;
        if (job.LimitPerIndex is null && Backoff.Remaining(now) is { Ticks: > 0 } wait) return Again(wait);
        if (!job.IsIndexed) return this with { Create = [.. Enumerable.Range(0, missing).Select(_ => JobPodTemplate.Make(job))] };
        var next = PendingIndexes().Take(missing).Select(i => (Index: i, Replaced: Tally.LastFailures.GetValueOrDefault(i))).ToList();
        var delays = next.ToLookup(n => JobBackoff.RemainingFor(n.Replaced, now));
        if (next.Count == 0) return this;
        if (!delays.Contains(TimeSpan.Zero)) return Again(delays.Min(d => d.Key));
        return this with { Create = [.. delays[TimeSpan.Zero].Select(n => JobPodTemplate.Make(job, n.Index, n.Replaced))], LookAgainAfter = Sooner(delays.Select(d => (TimeSpan?)d.Key).Where(d => d > TimeSpan.Zero).Min()) };
    }

    private int Wanted()
    {
        var job = Tally.Job;
        if (job.Completions is { } completions) return Math.Max(0, Math.Min(completions - Tally.Succeeded, job.Parallelism));
        return Tally.Succeeded > 0 ? Tally.Active.Count : job.Parallelism;
    }

    private List<JobPod> Surplus(int count)
    {
        var misplaced = Tally.Job.IsIndexed
            ? Tally.Active.Where(p => !p.IsCountable).Concat(Tally.Active.Where(p => p.IsCountable).GroupBy(p => p.Index).SelectMany(g => g.Order(JobPodOrder.Instance).SkipLast(1))).ToList()
            : [];
        return [.. misplaced.Concat(Tally.Active.Except(misplaced).Order(JobPodOrder.Instance).Take(Math.Max(0, count - misplaced.Count)))];
    }

    private IEnumerable<int> PendingIndexes()
    {
        var taken = Tally.SucceededIndexes.With(Tally.Active.Concat(Tally.Job.AwaitsEnds ? Tally.Terminating : []).Select(p => p.Index).OfType<int>());
        if (Tally.FailedIndexes is { } failed) taken = taken.With(failed);
        return taken.Missing(Tally.Job.Completions ?? 0);
    }

    private JobPlan Again(TimeSpan wait) => this with { LookAgainAfter = Sooner(wait) };

    private TimeSpan? Sooner(TimeSpan? other) => LookAgainAfter is null || other < LookAgainAfter ? other ?? LookAgainAfter : LookAgainAfter;
}
