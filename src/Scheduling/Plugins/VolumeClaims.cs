using Timonier.Contracts.Cluster;
using Timonier.Documents;

namespace Timonier.Scheduling.Plugins;

/// <summary>A pod goes nowhere before the claims that it names are there and bound.</summary>
public static class VolumeClaims
{
    /// <summary>Why no node would do, in upstream's words; null when the pod's claims stand in nobody's way.</summary>
    public static string? Check(Document pod, ObjectSnapshot claims)
    {
        foreach (var volume in pod.Spec["volumes"u8].Items)
        {
            if (NameOf(pod, volume) is not { } name) continue;
            var isOwn = volume["ephemeral"u8].Exists;
            if (claims.Get(pod.Namespace, name) is not { } claim)
                return isOwn ? $"waiting for ephemeral volume controller to create the persistentvolumeclaim \"{name}\"" : $"persistentvolumeclaim \"{name}\" not found";
            if (!claim.Metadata["deletionTimestamp"u8].IsNullOrMissing) return $"persistentvolumeclaim \"{name}\" is being deleted";
            if (!claim.Status["phase"u8].TextEquals("Bound"u8)) return "pod has unbound immediate PersistentVolumeClaims";
        }
        return null;
    }

    /// <summary>Whether the pod names that claim.</summary>
    public static bool Names(Document pod, Document claim)
    {
        if (pod.Namespace != claim.Namespace) return false;
        foreach (var volume in pod.Spec["volumes"u8].Items)
            if (NameOf(pod, volume) == claim.Name) return true;
        return false;
    }

    // A claim that is made for the pod alone is called after pod and volume.
    private static string? NameOf(Document pod, Node volume) => volume["ephemeral"u8].Exists
        ? $"{pod.Name}-{volume["name"u8].AsString()}"
        : volume["persistentVolumeClaim"u8]["claimName"u8] is { Exists: true } name ? name.AsString() : null;
}
