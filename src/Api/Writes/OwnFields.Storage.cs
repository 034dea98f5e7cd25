using Timonier.Documents;

namespace Timonier.Api.Writes;

internal static partial class OwnFields
{
    private static void PersistentVolume(DraftObject body, DraftObject? before, in WriteOccasion occasion)
    {
        var status = body.Object("status");
        if (before is null)
        {
            status["phase"] = "Pending";
            status["lastPhaseTransitionTime"] = occasion.Now;
            return;
        }
        var old = before.Object("status");
        if (occasion.Subresource != "status" || status.String("phase") == old.String("phase")) return;
        // Who moves it to another phase may say since when.
        if (status["lastPhaseTransitionTime"] is null || Draft.DeepEquals(status["lastPhaseTransitionTime"], old["lastPhaseTransitionTime"]))
            status["lastPhaseTransitionTime"] = occasion.Now;
    }

    private static void PersistentVolumeClaim(DraftObject body, DraftObject? before, in WriteOccasion occasion)
    {
        if (before is null) body.Object("status")["phase"] = "Pending";
    }

    /// <summary>What is reported of a device goes when the device is given back.</summary>
    private static void ResourceClaim(DraftObject body, DraftObject? before, in WriteOccasion occasion)
    {
        if (before is null || occasion.Subresource != "status") return;
        var status = body.Object("status");
        if (status["devices"] is not DraftArray devices) return;
        var gone = Allocated(before.Object("status")).Except(Allocated(status)).ToHashSet();
        devices.RemoveAll(device => device is DraftObject reported && gone.Contains(DeviceOf(reported)));
        if (devices.Count == 0) status.Remove("devices");
    }

    // A toleration for a time counts from then.
    private static void ResourceSlice(DraftObject body, DraftObject? before, in WriteOccasion occasion)
    {
        foreach (var device in Objects(body.Object("spec")["devices"]))
            foreach (var taint in Objects(device["taints"])) taint["timeAdded"] ??= occasion.Now;
    }

    private static IEnumerable<DraftObject> Objects(Draft? list) => list is DraftArray array ? array.OfType<DraftObject>() : [];

    private static IEnumerable<(string Driver, string Pool, string Device)> Allocated(DraftObject status) =>
        status["allocation"] is DraftObject allocation && allocation["devices"] is DraftObject devices && devices["results"] is DraftArray results
            ? results.OfType<DraftObject>().Select(DeviceOf)
            : [];

    private static (string Driver, string Pool, string Device) DeviceOf(DraftObject value) => (value.String("driver"), value.String("pool"), value.String("device"));
}
