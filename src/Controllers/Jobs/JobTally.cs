using Timonier.Documents;
using Timonier.Kinds;

namespace Timonier.Controllers.Jobs;

/// <summary>A Job and its pods, counted: what its status has counted already, and what has ended since.</summary>
public sealed class JobTally
{
    /// <param name="source">The Job.</param>
    /// <param name="pods">The pods it owns; whichever its status names as not counted yet must be among them if it is still there.</param>
    public JobTally(Document source, IEnumerable<Document> pods)
    {
        Job = new JobModel(source);
        Pods = [.. pods.Select(p => new JobPod(p, Job)).OrderBy(p => p.Index ?? -1).ThenBy(p => p.Source.Name, StringComparer.Ordinal)];
        Active = [.. Pods.Where(p => p.IsActive)];
        Terminating = [.. Pods.Where(p => p.IsTerminating)];
        NamedSucceeded = Uids("succeeded");
        NamedFailed = Uids("failed");
        var fresh = Pods.Where(p => p.IsHeld && p.IsCountable && !NamedSucceeded.Contains(p.Uid) && !NamedFailed.Contains(p.Uid)).ToList();
        NewlySucceeded = [.. fresh.Where(p => p.HasSucceeded)];
        NewlyFailed = [.. fresh.Where(p => p.HasFailed)];
        Failed = Job.Status["failed"u8].AsInt32() + NamedFailed.Count + NewlyFailed.Count(p => p.Verdict.Counts);
        Succeeded = Job.Status["succeeded"u8].AsInt32() + NamedSucceeded.Count + NewlySucceeded.Count;
        if (!Job.IsIndexed) return;
        CountedIndexes = IndexList.Read(Job.Status["completedIndexes"u8].AsString(), Job.Completions ?? 0);
        SucceededIndexes = CountedIndexes.With(NewlySucceeded.Select(p => p.Index!.Value));
        Succeeded = SucceededIndexes.Total;
        if (Job.LimitPerIndex is null) return;
        var ended = Pods.Where(p => p.IsHeld && p.IsCountable && p.EndsItsIndex).Select(p => p.Index!.Value);
        FailedIndexes = IndexList.Read(Job.Status["failedIndexes"u8].AsString(), Job.Completions ?? 0).With(ended).Without(SucceededIndexes);
        LastFailures = LastFailuresByIndex();
    }

    public JobModel Job { get; }

    /// <summary>By index, then by name.</summary>
    public IReadOnlyList<JobPod> Pods { get; }

    public IReadOnlyList<JobPod> Active { get; }
    public IReadOnlyList<JobPod> Terminating { get; }

    /// <summary>Pods that the status names: they have ended, and are counted once they are let go.</summary>
    public IReadOnlySet<string> NamedSucceeded { get; }

    public IReadOnlySet<string> NamedFailed { get; }
    public IReadOnlyList<JobPod> NewlySucceeded { get; }
    public IReadOnlyList<JobPod> NewlyFailed { get; }

    /// <summary>All successes; of a Job with indexes the indexes that succeeded.</summary>
    public int Succeeded { get; }

    public int Failed { get; }

    /// <summary>The indexes that the status has counted.</summary>
    public IndexList CountedIndexes { get; } = IndexList.None;

    public IndexList SucceededIndexes { get; } = IndexList.None;

    /// <summary>Null without a limit per index.</summary>
    public IndexList? FailedIndexes { get; }

    /// <summary>
    /// The last failed pod of each index that is to be tried again. Only it knows how often the index has failed, so
    /// it is held until its successor, which is told, is there.
    /// </summary>
    public IReadOnlyDictionary<int, JobPod> LastFailures { get; } = new Dictionary<int, JobPod>();

    private HashSet<string> Uids(string list)
    {
        var uids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var uid in Job.Status["uncountedTerminatedPods"u8][list].Items) uids.Add(uid.AsString());
        return uids;
    }

    private Dictionary<int, JobPod> LastFailuresByIndex()
    {
        var active = Active.Select(p => p.Index).ToHashSet();
        return Pods.Where(p => p.IsHeld && p.IsCountable && p.HasFailed && !active.Contains(p.Index))
            .Where(p => !SucceededIndexes.Contains(p.Index!.Value) && !FailedIndexes!.Contains(p.Index!.Value))
            .GroupBy(p => p.Index!.Value)
            .ToDictionary(g => g.Key, g => g.MaxBy(p => p.EarlierFailures + p.EarlierIgnored)!);
    }
}
