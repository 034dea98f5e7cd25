using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Scheduling.Framework;
using Timonier.Scheduling.Nodes;

namespace Timonier.Scheduling.Plugins;

public sealed partial class DynamicResources
{
    private const string Finalizer = "resource.kubernetes.io/delete-protection";

    public Refusal? Reserve(PodRequest pod, NodeRow row, ClusterView cluster)
    {
        if (!HasClaims(pod)) return null;
        var unallocated = ClaimsOf(pod, cluster).Claims.Where(c => !IsAllocated(c)).ToList();
        if (unallocated.Count == 0) return null;
        var pools = new DevicePools(cluster);
        var (allocations, _) = new DeviceAllocator(pools, expressions, cluster).Find(unallocated, row);
        if (allocations is null) return NoDevices;
        cluster.Devices.Take(pod.Uid, [.. allocations.Select(a => a with { Body = AllocationOf(a, pools, row, cluster) })]);
        return null;
    }

    public void Release(PodRequest pod, ClusterView cluster) => cluster.Devices.Release(pod.Uid);

    public async Task<Status?> PrepareAsync(PodRequest pod, string node, BindingContext context, CancellationToken cancellation)
    {
        if (!HasClaims(pod)) return null;
        var allocations = context.Cluster.Devices.Of(pod.Uid);
        foreach (var claim in ClaimsOf(pod, context.Cluster).Claims)
            if (await ReserveAsync(claim, pod, allocations.FirstOrDefault(a => a.Claim.Uid == claim.Uid)?.Body, context, cancellation) is { } failure) return failure;
        return null;
    }

    /// <summary>The claim gets its devices, if it has none yet, and is held for the pod; its deletion waits until the devices are given back.</summary>
    private static async Task<Status?> ReserveAsync(Document claim, PodRequest pod, DraftObject? allocation, BindingContext context, CancellationToken cancellation)
    {
        var present = claim;
        if (allocation is not null && !HasFinalizer(claim))
        {
            var finalizers = new DraftArray();
            foreach (var item in claim.Metadata["finalizers"u8].Items) finalizers.Add(item.AsString());
            finalizers.Add(Finalizer);
            var patch = new DraftObject { ["metadata"] = new DraftObject { ["resourceVersion"] = claim.ResourceVersion, ["finalizers"] = finalizers } };
            var marked = await context.Client.PatchAsync(SchedulingResources.ResourceClaims, claim.Namespace, claim.Name, PatchBody.Merge(patch), cancellation: cancellation);
            if (!marked.IsSuccess) return marked.Failure;
            present = marked.Value;
        }
        var holders = new DraftArray();
        foreach (var holder in present.Status["reservedFor"u8].Items)
        {
            if (holder["uid"u8].AsString() == pod.Uid) return null;
            holders.Add(Draft.From(holder));
        }
        holders.Add(new DraftObject { ["resource"] = "pods", ["name"] = pod.Name, ["uid"] = pod.Uid });
        var status = new DraftObject { ["reservedFor"] = holders };
        if (allocation is not null) status["allocation"] = allocation.Clone();
        var body = new DraftObject { ["metadata"] = new DraftObject { ["resourceVersion"] = present.ResourceVersion }, ["status"] = status };
        return (await context.Client.PatchAsync(SchedulingResources.ResourceClaims, claim.Namespace, claim.Name, PatchBody.Merge(body), new WriteQuery { Subresource = "status" }, cancellation)).Failure;
    }

    private static bool HasFinalizer(Document claim)
    {
        foreach (var item in claim.Metadata["finalizers"u8].Items)
            if (item.AsString() == Finalizer) return true;
        return false;
    }
}
