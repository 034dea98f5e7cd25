using Timonier.Controllers.Framework;

namespace Timonier.Controllers.Jobs;

/// <summary>Whether a Job is to end, and why. It is told first as an interim condition; the last word waits until all pods are gone.</summary>
internal static class JobEnding
{
    private const string FailureTarget = "FailureTarget";
    private const string SuccessCriteriaMet = "SuccessCriteriaMet";

    /// <summary>The interim condition, as it stands or as it is to be added; null while the Job goes on.</summary>
    public static Condition? Of(JobTally tally, DateTimeOffset now)
    {
        var job = tally.Job;
        if ((job.Is(SuccessCriteriaMet) ?? job.Is(FailureTarget)) is { } told) return told;
        if (tally.Pods.FirstOrDefault(p => p.HasFailed && p.Verdict.JobFailure is not null) is { } fatal) return Failure("PodFailurePolicy", fatal.Verdict.JobFailure!, now);
        if (tally.Failed > job.BackoffLimit || IsPastLimitInPlace(tally)) return Failure("BackoffLimitExceeded", "Job has reached the specified backoff limit", now);
        if (DeadlineIn(job, now) <= TimeSpan.Zero && job.StartTime is not null) return Failure("DeadlineExceeded", "Job was active longer than specified deadline", now);
        if (tally.FailedIndexes is { Total: > 0 } failed)
        {
            if (failed.Total > job.MaxFailedIndexes) return Failure("MaxFailedIndexesExceeded", "Job has exceeded the specified maximal number of failed indexes", now);
            if (failed.Total + tally.Succeeded >= job.Completions) return Failure("FailedIndexes", "Job has failed indexes", now);
        }
        return job.IsIndexed && SuccessPolicy.Met(job, tally.SucceededIndexes) is { } met ? Success("SuccessPolicy", met, now) : null;
    }

    public static Condition CompletionsReached(DateTimeOffset now) => Success("CompletionsReached", "Reached expected number of succeeded pods", now);

    public static bool IsFailure(Condition? ending) => ending?.Type == FailureTarget;

    /// <summary>The last word after the interim one.</summary>
    public static Condition Last(Condition ending, DateTimeOffset now) =>
        new(IsFailure(ending) ? "Failed" : "Complete", "True", ending.Reason, ending.Message) { LastTransitionTime = now };

    /// <summary>What is left of the active deadline; null without one, or while suspended.</summary>
    public static TimeSpan? DeadlineIn(JobModel job, DateTimeOffset now) =>
        job.ActiveDeadlineSeconds is { } seconds && !job.IsSuspended ? (job.StartTime ?? now) + TimeSpan.FromSeconds(seconds) - now : null;

    // Containers that restart in their pods count too: the pods themselves never fail.
    private static bool IsPastLimitInPlace(JobTally tally)
    {
        if (!tally.Job.RestartsInPlace) return false;
        var restarts = tally.Pods.Where(p => PodFacts.Phase(p.Source) is "Running" or "Pending").Sum(p => JobPodOrder.RestartsInAll(p.Source));
        return tally.Job.BackoffLimit == 0 ? restarts > 0 : restarts >= tally.Job.BackoffLimit;
    }

    private static Condition Failure(string reason, string message, DateTimeOffset now) => new(FailureTarget, "True", reason, message) { LastTransitionTime = now };

    private static Condition Success(string reason, string message, DateTimeOffset now) => new(SuccessCriteriaMet, "True", reason, message) { LastTransitionTime = now };
}
