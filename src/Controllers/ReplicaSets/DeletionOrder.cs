using System.Globalization;
using Timonier.Documents;

namespace Timonier.Controllers.ReplicaSets;

/// <summary>
/// Which pods go first when there are too many, by upstream's ranking: not assigned, pending, not ready, low
/// deletion cost, on a node crowded with siblings, ready for a short time, often restarted, young.
/// Times count by powers of two, so that among pods of similar age chance (the uid) decides.
/// </summary>
internal sealed class DeletionOrder(IReadOnlyDictionary<string, int> siblingsByNode, DateTimeOffset now) : IComparer<Document>
{
    public int Compare(Document? x, Document? y)
    {
        if (x is null || y is null) return 0;
        var order = Flag(x.Spec["nodeName"u8].AsString().Length > 0, y.Spec["nodeName"u8].AsString().Length > 0);
        if (order == 0) order = PhaseRank(x).CompareTo(PhaseRank(y));
        if (order == 0) order = Flag(PodFacts.IsReady(x), PodFacts.IsReady(y));
        if (order == 0) order = Cost(x).CompareTo(Cost(y));
        if (order == 0) order = Siblings(y).CompareTo(Siblings(x));
        if (order == 0 && PodFacts.IsReady(x) && PodFacts.IsReady(y)) order = ByAge(x, y, ReadySince(x), ReadySince(y));
        if (order == 0) order = Restarts(y).CompareTo(Restarts(x));
        if (order == 0) order = ByAge(x, y, Created(x), Created(y));
        return order;
    }

    private static int Flag(bool x, bool y) => x.CompareTo(y);

    private static int PhaseRank(Document pod) => PodFacts.Phase(pod) switch { "Pending" => 0, "Unknown" => 1, _ => 2 };

    private static int Cost(Document pod) =>
        int.TryParse(pod.Metadata["annotations"u8]["controller.kubernetes.io/pod-deletion-cost"u8].AsString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var cost) ? cost : 0;

    private int Siblings(Document pod) => siblingsByNode.GetValueOrDefault(pod.Spec["nodeName"u8].AsString());

    private static DateTimeOffset? ReadySince(Document pod) => PodFacts.Condition(pod, "Ready"u8)["lastTransitionTime"u8].AsTime();

    private static DateTimeOffset? Created(Document pod) => pod.Metadata["creationTimestamp"u8].AsTime();

    private int ByAge(Document x, Document y, DateTimeOffset? xSince, DateTimeOffset? ySince)
    {
        if (xSince == ySince) return 0;
        // One without a time is the youngest.
        if (xSince is null) return -1;
        if (ySince is null) return 1;
        var order = Bucket(xSince.Value).CompareTo(Bucket(ySince.Value));
        return order != 0 ? order : string.CompareOrdinal(x.Uid, y.Uid);
    }

    private long Bucket(DateTimeOffset since)
    {
        var nanoseconds = (now - since).Ticks * 100;
        return nanoseconds < 0 ? -1 : nanoseconds == 0 ? 0 : (long)Math.Log2(nanoseconds);
    }

    private static int Restarts(Document pod)
    {
        var most = 0;
        foreach (var container in pod.Status["containerStatuses"u8].Items) most = Math.Max(most, container["restartCount"u8].AsInt32());
        foreach (var container in pod.Status["initContainerStatuses"u8].Items)
            if (IsSidecar(pod, container["name"u8].AsString())) most = Math.Max(most, container["restartCount"u8].AsInt32());
        return most;
    }

    private static bool IsSidecar(Document pod, string name)
    {
        foreach (var container in pod.Spec["initContainers"u8].Items)
            if (container["name"u8].AsString() == name) return container["restartPolicy"u8].TextEquals("Always"u8);
        return false;
    }
}
