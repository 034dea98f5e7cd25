using Timonier.Documents;
using Timonier.Scheduling.Framework;
using Timonier.Scheduling.Nodes;

namespace Timonier.Scheduling.Plugins;

/// <summary>The devices of the cluster: of each pool the newest generation, and only when all its slices are there.</summary>
internal sealed class DevicePools
{
    private readonly List<Device> devices = [];

    public DevicePools(ClusterView cluster)
    {
        foreach (var pool in cluster.All(SchedulingResources.ResourceSlices).All.GroupBy(s => (s.Spec["driver"u8].AsString(), s.Spec["pool"u8]["name"u8].AsString())))
        {
            var newest = pool.Max(s => s.Spec["pool"u8]["generation"u8].AsInt64());
            var slices = pool.Where(s => s.Spec["pool"u8]["generation"u8].AsInt64() == newest).ToList();
            if (slices.Count < slices[0].Spec["pool"u8]["resourceSliceCount"u8].AsInt64()) continue;
            foreach (var slice in slices.OrderBy(s => s.Name, StringComparer.Ordinal)) Add(slice.Spec);
        }
        Taken = TakenIn(cluster);
    }

    /// <summary>Devices that claims have or are about to have; those given for administration are not.</summary>
    public HashSet<(string Driver, string Pool, string Device)> Taken { get; }

    public IEnumerable<Device> On(NodeRow row) => devices.Where(d => d.IsOn(row));

    private void Add(Node slice)
    {
        foreach (var device in slice["devices"u8].Items)
            devices.Add(new Device(slice["driver"u8].AsString(), slice["pool"u8]["name"u8].AsString(), device["name"u8].AsString(), device, slice));
    }

    private static HashSet<(string, string, string)> TakenIn(ClusterView cluster)
    {
        var taken = new HashSet<(string, string, string)>();
        foreach (var claim in cluster.All(SchedulingResources.ResourceClaims).All)
            foreach (var result in claim.Status["allocation"u8]["devices"u8]["results"u8].Items)
                if (!result["adminAccess"u8].AsBool()) taken.Add((result["driver"u8].AsString(), result["pool"u8].AsString(), result["device"u8].AsString()));
        foreach (var result in cluster.Devices.All.SelectMany(a => a.Results))
            if (!result.IsAdmin) taken.Add(result.Id);
        return taken;
    }
}
