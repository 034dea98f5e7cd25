using Timonier.Documents;

namespace Timonier.Controllers.ResourceClaims;

/// <summary>What a pod says of the claims it uses, and a claim of the pods that use it.</summary>
internal static class PodClaims
{
    /// <summary>Under which name of the pod's own a claim was made for it.</summary>
    public const string NameMark = "resource.kubernetes.io/pod-claim-name";

    public static bool Any(Document pod) => pod.Spec["resourceClaims"u8].Count > 0;

    /// <summary>Finished, or deleted before it ever had a node: it will use nothing any more.</summary>
    public static bool IsDone(Document pod) => PodFacts.IsFinished(pod) || (PodFacts.IsDeleting(pod) && pod.Spec["nodeName"u8].AsString().Length == 0);

    /// <summary>The claim behind one of its names: as named, or as made; null while it is not made, empty when none is needed.</summary>
    public static string? ClaimOf(Document pod, Node wanted)
    {
        if (wanted["resourceClaimName"u8] is { IsString: true } named) return named.AsString();
        foreach (var status in pod.Status["resourceClaimStatuses"u8].Items)
            if (status["name"u8].AsString() == wanted["name"u8].AsString()) return status["resourceClaimName"u8].AsString();
        return null;
    }

    public static List<string> Names(Document pod)
    {
        var names = new List<string>();
        foreach (var wanted in pod.Spec["resourceClaims"u8].Items)
            if (ClaimOf(pod, wanted) is { Length: > 0 } name) names.Add(name);
        return names;
    }

    public static bool IsReservedFor(Document claim, string uid)
    {
        foreach (var user in claim.Status["reservedFor"u8].Items)
            if (user["uid"u8].AsString() == uid) return true;
        return false;
    }
}
