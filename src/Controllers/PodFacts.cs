using Timonier.Documents;

namespace Timonier.Controllers;

/// <summary>What several controllers ask of a pod.</summary>
internal static class PodFacts
{
    public static string Phase(Document pod) => pod.Status["phase"u8].AsString();

    public static bool IsDeleting(Document document) => !document.Metadata["deletionTimestamp"u8].IsNullOrMissing;

    public static bool IsFinished(Document pod) => pod.Status["phase"u8] is var phase && (phase.TextEquals("Succeeded"u8) || phase.TextEquals("Failed"u8));

    public static bool IsActive(Document pod) => !IsFinished(pod) && !IsDeleting(pod);

    public static bool IsReady(Document pod) => Condition(pod, "Ready"u8)["status"u8].TextEquals("True"u8);

    public static Node Condition(Document document, ReadOnlySpan<byte> type)
    {
        foreach (var condition in document.Status["conditions"u8].Items)
            if (condition["type"u8].TextEquals(type)) return condition;
        return default;
    }

    /// <summary>Ready, and for long enough; otherwise when it will be, if it stays ready.</summary>
    public static (bool IsAvailable, TimeSpan? In) Availability(Document pod, int minReadySeconds, DateTimeOffset now)
    {
        var ready = Condition(pod, "Ready"u8);
        if (!ready["status"u8].TextEquals("True"u8)) return (false, null);
        if (minReadySeconds == 0) return (true, null);
        if (ready["lastTransitionTime"u8].AsTime() is not { } since) return (false, null);
        var left = since + TimeSpan.FromSeconds(minReadySeconds) - now;
        return left <= TimeSpan.Zero ? (true, null) : (false, left);
    }
}
