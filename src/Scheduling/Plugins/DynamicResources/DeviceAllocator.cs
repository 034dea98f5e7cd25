using Timonier.Documents;
using Timonier.Scheduling.Framework;
using Timonier.Scheduling.Nodes;

namespace Timonier.Scheduling.Plugins;

/// <summary>Looks for devices of one node for all requests of some claims: in depth, the first choice first, within a bound on tries.</summary>
internal sealed class DeviceAllocator(DevicePools pools, DeviceExpressions expressions, ClusterView cluster)
{
    private const int MostTries = 20_000;
    private readonly DevicePools pools = pools;

    /// <summary>The devices for each claim; null when there are none, with an error when a selector cannot be judged.</summary>
    public (IReadOnlyList<ClaimAllocation>? Allocations, string? Error) Find(IReadOnlyList<Document> claims, NodeRow row)
    {
        var devices = pools.On(row).Where(d => !d.IsPartOfAnother).ToList();
        var requests = claims.SelectMany(c => DeviceRequest.ListOf(c).Select(choices => (Claim: c, Choices: choices))).ToList();
        var path = new Path(claims.SelectMany(c => DeviceConstraint.ListOf(c)).ToList(), devices, this);
        if (!path.Go(requests, 0)) return (null, path.Error);
        return ([.. claims.Select(c => new ClaimAllocation(c, [.. path.Chosen.Where(p => p.Claim == c).Select(p => p.Result)]))], null);
    }

    private (bool Meets, string? Error) Meets(Device device, DeviceRequest request)
    {
        if (!device.IsTolerated(request.Tolerations)) return (false, null);
        if (cluster.All(SchedulingResources.DeviceClasses).Get("", request.ClassName) is not { } deviceClass) return (false, $"device class {request.ClassName} does not exist");
        foreach (var expression in DeviceRequest.SelectorsOf(deviceClass.Spec).Concat(request.Selectors))
        {
            var (meets, error) = expressions.Judge(expression, device);
            if (error is not null) return (false, $"request {request.Name}: {error}");
            if (!meets) return (false, null);
        }
        return (true, null);
    }

    /// <summary>The devices chosen so far.</summary>
    private sealed class Path(List<DeviceConstraint> constraints, List<Device> devices, DeviceAllocator allocator)
    {
        private readonly Dictionary<DeviceRequest, List<Device>> fitting = [];
        private int tries;

        public List<(Document Claim, Device Device, DeviceResult Result)> Chosen { get; } = [];
        public string? Error { get; private set; }

        public bool Go(List<(Document Claim, IReadOnlyList<DeviceRequest> Choices)> requests, int at)
        {
            if (at == requests.Count) return true;
            foreach (var choice in requests[at].Choices)
            {
                var candidates = Fitting(choice);
                if (Error is not null) return false;
                var count = choice.Count > 0 ? choice.Count : candidates.Count;
                if (count == 0 || candidates.Count < count) continue;
                if (Pick(requests, at, choice, candidates, 0, count)) return true;
            }
            return false;
        }

        private bool Pick(List<(Document Claim, IReadOnlyList<DeviceRequest> Choices)> requests, int at, DeviceRequest choice, List<Device> candidates, int from, int left)
        {
            if (left == 0) return Go(requests, at + 1);
            for (var i = from; i <= candidates.Count - left; i++)
            {
                if (++tries > MostTries) return false;
                var device = candidates[i];
                if (!choice.IsAdmin && Chosen.Any(c => c.Result.Id == device.Id && !c.Result.IsAdmin)) continue;
                var claim = requests[at].Claim;
                if (!constraints.All(c => c.Claim != claim || c.Allows(device, choice.Parent, Chosen.Where(p => p.Claim == claim).Select(p => (p.Device, p.Result.Request.Split('/')[0]))))) continue;
                Chosen.Add((claim, device, new DeviceResult(choice.Name, device.Driver, device.Pool, device.Name) { IsAdmin = choice.IsAdmin }));
                if (Pick(requests, at, choice, candidates, i + 1, left - 1)) return true;
                Chosen.RemoveAt(Chosen.Count - 1);
            }
            return false;
        }

        private List<Device> Fitting(DeviceRequest request)
        {
            if (fitting.TryGetValue(request, out var found)) return found;
            found = [];
            foreach (var device in devices)
            {
                if (!request.IsAdmin && allocator.pools.Taken.Contains(device.Id))
                {
                    // Who wants all of them does not get some.
                    if (request.Count == 0 && allocator.Meets(device, request).Meets) return fitting[request] = [];
                    continue;
                }
                var (meets, error) = allocator.Meets(device, request);
                Error ??= error;
                if (meets) found.Add(device);
            }
            return fitting[request] = found;
        }
    }
}
