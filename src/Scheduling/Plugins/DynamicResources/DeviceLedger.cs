using System.Collections.Concurrent;

namespace Timonier.Scheduling.Plugins;

/// <summary>Devices that decisions have given to claims and that are not yet written, so that no two claims get one.</summary>
public sealed class DeviceLedger
{
    private readonly ConcurrentDictionary<string, IReadOnlyList<ClaimAllocation>> byPod = new(StringComparer.Ordinal);

    public IEnumerable<ClaimAllocation> All => byPod.Values.SelectMany(a => a);

    public IReadOnlyList<ClaimAllocation> Of(string podUid) => byPod.TryGetValue(podUid, out var all) ? all : [];

    internal void Take(string podUid, IReadOnlyList<ClaimAllocation> allocations) => byPod[podUid] = allocations;

    internal void Release(string podUid) => byPod.TryRemove(podUid, out _);
}
