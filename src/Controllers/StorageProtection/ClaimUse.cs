using Timonier.Documents;

namespace Timonier.Controllers.StorageProtection;

/// <summary>Which claims a pod uses.</summary>
public static class ClaimUse
{
    /// <summary>Their names, whether the pod runs or not.</summary>
    public static IReadOnlyList<string> Names(Document pod)
    {
        var names = new List<string>();
        foreach (var volume in pod.Spec["volumes"u8].Items)
        {
            if (volume["persistentVolumeClaim"u8]["claimName"u8] is { IsString: true } named) names.Add(named.AsString());
            else if (volume["ephemeral"u8].Exists) names.Add(EphemeralName(pod, volume));
        }
        return names;
    }

    /// <summary>
    /// Whether the pod holds the claim: from when it has a node, because no node starts a pod whose claim is being deleted,
    /// until it is gone; a claim made for one of its volumes only until it has shut down.
    /// </summary>
    public static bool Holds(Document pod, Document claim)
    {
        if (pod.Spec["nodeName"u8].AsString().Length == 0) return false;
        foreach (var volume in pod.Spec["volumes"u8].Items)
        {
            if (volume["persistentVolumeClaim"u8]["claimName"u8] is { IsString: true } named && named.AsString() == claim.Name) return true;
            if (volume["ephemeral"u8].Exists && !IsShutDown(pod) && EphemeralName(pod, volume) == claim.Name && IsOwnedBy(claim, pod)) return true;
        }
        return false;
    }

    // The last moment of a pod: nothing of it runs any more, and it is about to be removed.
    private static bool IsShutDown(Document pod) => PodFacts.IsDeleting(pod) && pod.Metadata["deletionGracePeriodSeconds"u8] is { Exists: true } grace && grace.AsInt64() == 0;

    private static string EphemeralName(Document pod, Node volume) => $"{pod.Name}-{volume["name"u8].AsString()}";

    private static bool IsOwnedBy(Document claim, Document pod)
    {
        foreach (var owner in claim.Metadata["ownerReferences"u8].Items)
            if (owner["controller"u8].AsBool() && owner["uid"u8].AsString() == pod.Uid) return true;
        return false;
    }
}
