using Timonier.Documents;
using Timonier.Scheduling.Framework;
using Timonier.Scheduling.Nodes;

namespace Timonier.Scheduling.Plugins;

/// <summary>Pods with resource claims go where the devices of their claims are, or where devices are free for them.</summary>
public sealed partial class DynamicResources : IPreEnqueuePlugin, IFilterPlugin, IPostFilterPlugin, IReservePlugin, IPreBindPlugin, IQueueingHints
{
    public string Name => "DynamicResources";

    public Refusal? Hold(PodRequest pod, ClusterView cluster) =>
        HasClaims(pod) && ClaimsOf(pod, cluster).Mistake is { } mistake ? new Refusal(Name, mistake) { IsFinal = true } : null;

    public FilterStart Start(PodRequest pod, ClusterView cluster)
    {
        if (!HasClaims(pod)) return FilterStart.Skip;
        var (claims, mistake) = ClaimsOf(pod, cluster);
        if (mistake is not null) return FilterStart.Refuse(new Refusal(Name, mistake) { IsFinal = true });
        return claims.Count == 0 ? FilterStart.Skip : FilterStart.Check(new Filter(claims, expressions, cluster));
    }

    public RescueOutcome Rescue(PodRequest pod, FilterRun run, ClusterView cluster) => RescueOutcome.Nothing("no new claims to deallocate");

    public bool Helps(ClusterChange change, PodRequest pod, ClusterView cluster) => change.Of switch
    {
        ChangeOf.ResourceClaim => change.Any.Namespace == pod.Namespace || change.New is null || (IsAllocated(change.Old ?? change.Any) && !IsAllocated(change.New)),
        ChangeOf.ResourceSlice or ChangeOf.DeviceClass => change.New is not null,
        ChangeOf.Node or ChangeOf.Itself => true,
        ChangeOf.PodGone => change.Pod is { } gone && HasClaims(gone),
        _ => false,
    };

    private static bool HasClaims(PodRequest pod) => pod.Pod.Spec["resourceClaims"u8].Count > 0;

    private static bool IsAllocated(Document claim) => claim.Status["allocation"u8].IsObject;

    /// <summary>The claims of a pod, or why it has to wait for one.</summary>
    private static (List<Document> Claims, string? Mistake) ClaimsOf(PodRequest pod, ClusterView cluster)
    {
        var claims = new List<Document>();
        foreach (var wanted in pod.Pod.Spec["resourceClaims"u8].Items)
        {
            var (name, isMade) = (wanted["resourceClaimName"u8].AsString(), false);
            if (name.Length == 0)
            {
                var own = wanted["name"u8].AsString();
                if (MadeFor(pod, own) is not { } made) return ([], $"pod \"{pod.Namespace}/{pod.Name}\": ResourceClaim not created yet");
                if (made.Length == 0) continue;
                (name, isMade) = (made, true);
            }
            if (cluster.All(SchedulingResources.ResourceClaims).Get(pod.Namespace, name) is not { } claim)
                return ([], $"resourceclaim \"{name}\" not found");
            if (VolumeFacts.IsDeleting(claim)) return ([], $"resourceclaim \"{name}\" is being deleted");
            if (isMade && !IsMadeFor(claim, pod)) return ([], $"ResourceClaim {pod.Namespace}/{name} was not created for pod {pod.Namespace}/{pod.Name} (pod is not owner)");
            claims.Add(claim);
        }
        return (claims, null);
    }

    /// <summary>The claim made from a template, by the pod's status; null when there is none yet, empty when none is needed.</summary>
    private static string? MadeFor(PodRequest pod, string name)
    {
        foreach (var status in pod.Pod.Status["resourceClaimStatuses"u8].Items)
            if (status["name"u8].AsString() == name) return status["resourceClaimName"u8].AsString();
        return null;
    }

    private static bool IsMadeFor(Document claim, PodRequest pod)
    {
        foreach (var owner in claim.Metadata["ownerReferences"u8].Items)
            if (owner["controller"u8].AsBool() && owner["uid"u8].AsString() == pod.Uid) return true;
        return false;
    }
}
