using System.Globalization;
using Timonier.Documents;

namespace Timonier.Controllers.Jobs;

/// <summary>A pod as its Job sees it.</summary>
public sealed class JobPod(Document source, JobModel job)
{
    /// <summary>Holds a pod until its Job has counted it.</summary>
    public const string Finalizer = "batch.kubernetes.io/job-tracking";

    public const string IndexName = "batch.kubernetes.io/job-completion-index";
    public const string FailuresName = "batch.kubernetes.io/job-index-failure-count";
    public const string IgnoredFailuresName = "batch.kubernetes.io/job-index-ignored-failure-count";

    private PodFailureVerdict? verdict;

    public Document Source => source;
    public string Uid => source.Uid;
    public bool IsHeld { get; } = IsHeldBy(source);
    public bool IsActive { get; } = PodFacts.IsActive(source);
    public bool IsReady => PodFacts.IsReady(source);
    public bool IsTerminating { get; } = PodFacts.IsDeleting(source) && !PodFacts.IsFinished(source);
    public bool HasSucceeded { get; } = PodFacts.Phase(source) == "Succeeded";

    /// <summary>It failed, or is on its way and counts as failed already: it might vanish before it says how it ended.</summary>
    public bool HasFailed { get; } = PodFacts.Phase(source) == "Failed" || (!job.AwaitsEnds && PodFacts.IsDeleting(source) && PodFacts.Phase(source) != "Succeeded");

    /// <summary>Its completion index; null when it has none that could be one.</summary>
    public int? Index { get; } = Number(source, IndexName) is var index and >= 0 ? index : null;

    /// <summary>Whether the Job can count it: any pod of a Job without indexes, and one whose index is among the completions.</summary>
    public bool IsCountable => !job.IsIndexed || (Index is { } index && index < job.Completions);

    /// <summary>Failures of its index before it.</summary>
    public int EarlierFailures => Math.Max(0, Number(source, FailuresName));

    public int EarlierIgnored => Math.Max(0, Number(source, IgnoredFailuresName));

    /// <summary>What the Job's policy says of its failure.</summary>
    public PodFailureVerdict Verdict => verdict ??= PodFailurePolicy.Judge(job, source);

    /// <summary>Its index has no attempt left.</summary>
    public bool EndsItsIndex => HasFailed && (Verdict.Action == "FailIndex" || (Verdict.Counts && EarlierFailures >= job.LimitPerIndex));

    /// <summary>When its last container ended; failing that when it ceased to be ready, was deleted, or was made.</summary>
    public DateTimeOffset EndedAt => EndOfContainers() ?? NotReadySince() ?? DeletedAt() ?? source.Metadata["creationTimestamp"u8].AsTime() ?? DateTimeOffset.MinValue;

    public static bool IsHeldBy(Document pod)
    {
        foreach (var finalizer in pod.Metadata["finalizers"u8].Items)
            if (finalizer.AsString() == Finalizer) return true;
        return false;
    }

    private DateTimeOffset? EndOfContainers()
    {
        DateTimeOffset? last = null;
        foreach (var container in source.Status["containerStatuses"u8].Items)
        {
            if (container["state"u8]["terminated"u8]["finishedAt"u8].AsTime() is not { } ended) return null;
            if (last is null || ended > last) last = ended;
        }
        return last;
    }

    private DateTimeOffset? NotReadySince()
    {
        var ready = PodFacts.Condition(source, "Ready"u8);
        return ready["status"u8].TextEquals("False"u8) ? ready["lastTransitionTime"u8].AsTime() : null;
    }

    // The timestamp is the end of the grace period.
    private DateTimeOffset? DeletedAt() =>
        source.Metadata["deletionTimestamp"u8].AsTime() - TimeSpan.FromSeconds(source.Metadata["deletionGracePeriodSeconds"u8].AsInt64());

    private static int Number(Document pod, string annotation) =>
        int.TryParse(pod.Metadata["annotations"u8][annotation].AsString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : -1;
}
