using Timonier.Documents;

namespace Timonier.Controllers.Jobs;

/// <summary>Which active pods go first: those that have come least far, and of those that are as far the youngest.</summary>
internal sealed class JobPodOrder : IComparer<JobPod>
{
    public static JobPodOrder Instance { get; } = new();

    public int Compare(JobPod? x, JobPod? y)
    {
        if (x is null || y is null) return 0;
        var order = Rank(x).CompareTo(Rank(y));
        if (order == 0) order = ReadySince(y).CompareTo(ReadySince(x));
        if (order == 0) order = Restarts(y.Source).CompareTo(Restarts(x.Source));
        if (order == 0) order = Created(y).CompareTo(Created(x));
        return order != 0 ? order : string.CompareOrdinal(x.Source.Name, y.Source.Name);
    }

    /// <summary>How often its containers were started again, all together.</summary>
    public static int RestartsInAll(Document pod) => Counts(pod).Sum();

    private static (bool, int, bool) Rank(JobPod pod) =>
        (pod.Source.Spec["nodeName"u8].AsString().Length > 0, PodFacts.Phase(pod.Source) switch { "Pending" => 0, "Unknown" => 1, _ => 2 }, pod.IsReady);

    private static DateTimeOffset ReadySince(JobPod pod) =>
        pod.IsReady ? PodFacts.Condition(pod.Source, "Ready"u8)["lastTransitionTime"u8].AsTime() ?? DateTimeOffset.MaxValue : default;

    private static int Restarts(Document pod) => Counts(pod).DefaultIfEmpty().Max();

    private static DateTimeOffset Created(JobPod pod) => pod.Source.Metadata["creationTimestamp"u8].AsTime() ?? DateTimeOffset.MaxValue;

    private static List<int> Counts(Document pod)
    {
        var counts = new List<int>();
        foreach (var list in (ReadOnlySpan<string>)["initContainerStatuses", "containerStatuses"])
            foreach (var container in pod.Status[list].Items) counts.Add(container["restartCount"u8].AsInt32());
        return counts;
    }
}
