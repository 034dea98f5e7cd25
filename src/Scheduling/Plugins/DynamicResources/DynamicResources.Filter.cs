using Timonier.Documents;
using Timonier.Scheduling.Framework;
using Timonier.Scheduling.Nodes;

namespace Timonier.Scheduling.Plugins;

public sealed partial class DynamicResources
{
    private static readonly Refusal Elsewhere = new("DynamicResources", "resourceclaim not available on the node") { IsFinal = true };
    private static readonly Refusal NoDevices = new("DynamicResources", "cannot allocate all claims");
    private readonly DeviceExpressions expressions = new();

    private static DraftObject AllocationOf(ClaimAllocation allocation, DevicePools pools, NodeRow row, ClusterView cluster)
    {
        var results = new DraftArray();
        DraftObject? reach = null;
        foreach (var result in allocation.Results)
        {
            var told = new DraftObject { ["request"] = result.Request, ["driver"] = result.Driver, ["pool"] = result.Pool, ["device"] = result.Device };
            if (result.IsAdmin) told["adminAccess"] = true;
            results.Add(told);
            reach ??= pools.On(row).First(d => d.Id == result.Id).Reach();
        }
        var devices = new DraftObject { ["results"] = results };
        if (ConfigOf(allocation, cluster) is { Count: > 0 } config) devices["config"] = config;
        var body = new DraftObject { ["devices"] = devices };
        if (reach is not null) body["nodeSelector"] = reach;
        return body;
    }

    /// <summary>What drivers are told: by the class first, then by the claim.</summary>
    private static DraftArray ConfigOf(ClaimAllocation allocation, ClusterView cluster)
    {
        var all = new DraftArray();
        foreach (var choice in DeviceRequest.ListOf(allocation.Claim).SelectMany(c => c).Where(c => allocation.Results.Any(r => r.Request == c.Name)))
            if (cluster.All(SchedulingResources.DeviceClasses).Get("", choice.ClassName) is { } deviceClass)
                foreach (var config in deviceClass.Spec["config"u8].Items)
                    all.Add(new DraftObject { ["source"] = "FromClass", ["requests"] = new DraftArray([choice.Name]), ["opaque"] = Draft.From(config["opaque"u8]) });
        foreach (var config in allocation.Claim.Spec["devices"u8]["config"u8].Items)
        {
            var told = new DraftObject { ["source"] = "FromClaim", ["opaque"] = Draft.From(config["opaque"u8]) };
            if (config["requests"u8].Count > 0) told["requests"] = Draft.From(config["requests"u8]);
            all.Add(told);
        }
        return all;
    }

    private sealed class Filter(List<Document> claims, DeviceExpressions expressions, ClusterView cluster) : NodeFilter
    {
        private readonly List<Document> unallocated = [.. claims.Where(c => !IsAllocated(c))];
        private readonly List<NodeDemand> places = [.. claims.Where(IsAllocated).Select(c => NodeDemand.OfSelector(c.Status["allocation"u8]["nodeSelector"u8]))];
        private DeviceAllocator? allocator;

        public override Refusal? Check(NodeRow row)
        {
            foreach (var place in places)
                if (!place.Allows(row)) return Elsewhere;
            if (unallocated.Count == 0) return null;
            allocator ??= new DeviceAllocator(new DevicePools(cluster), expressions, cluster);
            var (allocations, error) = allocator.Find(unallocated, row);
            return allocations is not null ? null : error is null ? NoDevices : new Refusal("DynamicResources", error);
        }

        public override Advice Advise(NodeRow row) => places.All(p => p.Allows(row))
            ? $"no free devices for {string.Join(", ", unallocated.Select(c => c.Name))} on {row.Name}"
            : $"its devices cannot be used on {row.Name}";
    }
}
