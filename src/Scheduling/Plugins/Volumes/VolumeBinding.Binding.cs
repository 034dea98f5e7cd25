using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Scheduling.Framework;
using Timonier.Scheduling.Nodes;

namespace Timonier.Scheduling.Plugins;

public sealed partial class VolumeBinding
{
    public Refusal? Reserve(PodRequest pod, NodeRow row, ClusterView cluster)
    {
        if (pod.Claims.IsEmpty) return null;
        var unbound = ClaimsOf(pod, cluster).Where(c => !VolumeFacts.IsBound(c)).OrderBy(c => VolumeFacts.SizeOf(c.Spec["resources"u8]["requests"u8])).ToList();
        if (unbound.Count == 0) return null;
        var (plan, refusal) = Plan(unbound, row, cluster);
        if (refusal is null) cluster.Volumes.Take(pod.Uid, plan);
        return refusal;
    }

    public void Release(PodRequest pod, ClusterView cluster) => cluster.Volumes.Release(pod.Uid);

    public async Task<Status?> PrepareAsync(PodRequest pod, string node, BindingContext context, CancellationToken cancellation)
    {
        if (context.Cluster.Volumes.PlanOf(pod.Uid) is not { } plan) return null;
        // 1. Volumes are given to their claims, and claims without one told where the pod will be.
        foreach (var (claim, volume) in plan.Matches)
            if (await GiveAsync(volume, claim, context, cancellation) is { } failure) return failure;
        foreach (var claim in plan.Provisions)
            if (await OrderAsync(claim, node, context, cancellation) is { } failure) return failure;

        // 2. The binder and the provisioner do the rest.
        return await UntilBoundAsync(pod, context, cancellation);
    }

    private static async Task<Status?> GiveAsync(Document volume, Document claim, BindingContext context, CancellationToken cancellation)
    {
        if (volume.Spec["claimRef"u8]["uid"u8].AsString() == claim.Uid) return null;
        var patch = new DraftObject
        {
            ["metadata"] = new DraftObject
            {
                ["resourceVersion"] = volume.ResourceVersion,
                ["annotations"] = new DraftObject { ["pv.kubernetes.io/bound-by-controller"] = "yes" },
            },
            ["spec"] = new DraftObject
            {
                ["claimRef"] = new DraftObject
                {
                    ["apiVersion"] = "v1",
                    ["kind"] = "PersistentVolumeClaim",
                    ["namespace"] = claim.Namespace,
                    ["name"] = claim.Name,
                    ["uid"] = claim.Uid,
                    ["resourceVersion"] = claim.ResourceVersion,
                },
            },
        };
        return (await context.Client.PatchAsync(SchedulingResources.PersistentVolumes, "", volume.Name, PatchBody.Merge(patch), cancellation: cancellation)).Failure;
    }

    private static async Task<Status?> OrderAsync(Document claim, string node, BindingContext context, CancellationToken cancellation)
    {
        if (claim.Metadata["annotations"u8][VolumeFacts.SelectedNode].AsString() == node) return null;
        var patch = new DraftObject
        {
            ["metadata"] = new DraftObject { ["resourceVersion"] = claim.ResourceVersion, ["annotations"] = new DraftObject { [VolumeFacts.SelectedNode] = node } },
        };
        return (await context.Client.PatchAsync(CoreResources.PersistentVolumeClaims, claim.Namespace, claim.Name, PatchBody.Merge(patch), cancellation: cancellation)).Failure;
    }

    /// <summary>Until all claims are bound, one is gone, the provisioner gives the node up, or the time is over.</summary>
    private async Task<Status?> UntilBoundAsync(PodRequest pod, BindingContext context, CancellationToken cancellation)
    {
        var ended = new TaskCompletionSource<Status?>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var hears = context.Informers.For(CoreResources.PersistentVolumeClaims).Subscribe(change =>
        {
            if (change.Any.Namespace != pod.Namespace || !pod.Claims.Contains(change.Any.Name)) return;
            if (change.New is null) ended.TrySetResult(Status.Conflict(CoreResources.PersistentVolumeClaims, change.Any.Name, "it is gone"));
            else if (GaveUp(change)) ended.TrySetResult(Status.Conflict(CoreResources.PersistentVolumeClaims, change.Any.Name, "its volume could not be made for the chosen node"));
            else if (ClaimsOf(pod, context.Cluster).All(VolumeFacts.IsBound)) ended.TrySetResult(null);
        });
        if (ClaimsOf(pod, context.Cluster).All(VolumeFacts.IsBound)) return null;
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var late = LateAsync(context.Time, both.Token);
        await Task.WhenAny(ended.Task.OrCancelledAsync(both.Token), late);
        both.Cancel();
        cancellation.ThrowIfCancellationRequested();
        return ended.Task.IsCompleted ? await ended.Task : new Status(504, "Timeout", "timed out waiting for the condition");
    }

    // Awaited here: a delay that is cancelled tells those who wait for any of several on the thread pool.
    private async Task LateAsync(TimeProvider time, CancellationToken cancellation) => await Task.Delay(args.BindTimeout, time, cancellation);

    private static bool GaveUp(ObjectChange change) =>
        change.Old?.Metadata["annotations"u8][VolumeFacts.SelectedNode].Exists == true && !change.New!.Metadata["annotations"u8][VolumeFacts.SelectedNode].Exists && !VolumeFacts.IsBound(change.New);

    private static IEnumerable<Document> ClaimsOf(PodRequest pod, ClusterView cluster) =>
        pod.Claims.Select(name => cluster.All(CoreResources.PersistentVolumeClaims).Get(pod.Namespace, name)).OfType<Document>();
}
