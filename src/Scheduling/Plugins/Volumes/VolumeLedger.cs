using System.Collections.Concurrent;

namespace Timonier.Scheduling.Plugins;

/// <summary>
/// Volumes that decisions have given to claims and that are not yet written, so that no two pods get one.
/// Written by the scheduler's own turn, read also by bindings on their way.
/// </summary>
public sealed class VolumeLedger
{
    private readonly ConcurrentDictionary<string, VolumePlan> byPod = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> takers = new(StringComparer.Ordinal);

    /// <summary>The claim, as namespace/name, for which a volume is taken; empty: none.</summary>
    public string TakerOf(string volume) => takers.GetValueOrDefault(volume, "");

    public VolumePlan? PlanOf(string podUid) => byPod.GetValueOrDefault(podUid);

    internal void Take(string podUid, VolumePlan plan)
    {
        byPod[podUid] = plan;
        foreach (var (claim, volume) in plan.Matches) takers[volume.Name] = $"{claim.Namespace}/{claim.Name}";
    }

    internal void Release(string podUid)
    {
        if (!byPod.TryRemove(podUid, out var plan)) return;
        foreach (var (_, volume) in plan.Matches) takers.TryRemove(volume.Name, out _);
    }
}
