using Timonier.Client.Events;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Documents;

namespace Timonier.Controllers.ResourceClaims;

/// <summary>Whether a pod must leave for the NoExecute taints of devices that it uses, now or when its claim tolerates them no longer.</summary>
public static class DeviceTaintPlan
{
    /// <param name="pod">The pod.</param>
    /// <param name="claims">The claims that it uses.</param>
    /// <param name="slices">All devices, as their drivers report them.</param>
    /// <param name="now">The time.</param>
    public static ControllerPlan Compute(Document pod, IEnumerable<Document> claims, IReadOnlyCollection<Document> slices, DateTimeOffset now)
    {
        if (PodFacts.IsDeleting(pod)) return ControllerPlan.Nothing;
        DateTimeOffset? earliest = null;
        foreach (var claim in claims.Where(c => PodClaims.IsReservedFor(c, pod.Uid)))
            foreach (var given in claim.Status["allocation"u8]["devices"u8]["results"u8].Items)
                foreach (var taint in TaintsOf(given, slices))
                    if (Taints.LeavesAt(given["tolerations"u8], taint, taint["timeAdded"u8].AsTime() ?? now, now) is { } at && (earliest is null || at < earliest)) earliest = at;
        if (earliest is not { } leaves) return ControllerPlan.Nothing;
        if (leaves > now) return new ControllerPlan([], leaves - now);
        var about = ObjectReference.To(pod) with { ApiVersion = "v1", Kind = "Pod" };
        return new ControllerPlan(
        [
            DisruptionMark.Of(pod, "DeletionByDeviceTaintManager", "Device Taint manager: deleting due to NoExecute taint", now),
            new DeleteAction(CoreResources.Pods, pod.Namespace, pod.Name, pod.Uid) { Event = new EventNote(about, "Normal", "DeviceTaintManagerEviction", "Marking for deletion") },
        ]);
    }

    /// <summary>The taints of a device in the newest generation of its pool.</summary>
    private static List<Node> TaintsOf(Node given, IEnumerable<Document> slices)
    {
        var taints = new List<Node>();
        var pool = slices.Where(s => s.Spec["driver"u8].AsString() == given["driver"u8].AsString() && s.Spec["pool"u8]["name"u8].AsString() == given["pool"u8].AsString()).ToList();
        var newest = pool.Count == 0 ? 0 : pool.Max(s => s.Spec["pool"u8]["generation"u8].AsInt64());
        foreach (var slice in pool.Where(s => s.Spec["pool"u8]["generation"u8].AsInt64() == newest))
            foreach (var device in slice.Spec["devices"u8].Items)
                if (device["name"u8].AsString() == given["device"u8].AsString())
                    foreach (var taint in device["taints"u8].Items)
                        if (taint["effect"u8].TextEquals("NoExecute"u8)) taints.Add(taint);
        return taints;
    }
}
