using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Simulation.Tests.Worlds;

namespace Timonier.Simulation.Tests.Invariants;

/// <summary>How many replicas a Deployment may want and must keep, over all that it has said since the cluster was last at rest: its controller may not have heard of the newest.</summary>
internal static class Promises
{
    public static (int Replicas, int Surge, int Unavailable) Of(Document deployment)
    {
        var replicas = deployment.Spec["replicas"u8].AsInt32();
        var rolling = deployment.Spec["strategy"u8]["rollingUpdate"u8];
        if (!deployment.Spec["strategy"u8]["type"u8].TextEquals("RollingUpdate"u8)) return (replicas, 0, replicas);
        var surge = Share(rolling["maxSurge"u8], replicas, up: true);
        var unavailable = Share(rolling["maxUnavailable"u8], replicas, up: false);
        return (replicas, surge, surge == 0 && unavailable == 0 ? 1 : unavailable);
    }

    private static int Share(Documents.Node value, int of, bool up)
    {
        if (!value.IsString) return value.AsInt32();
        var percent = int.Parse(value.AsString().TrimEnd('%'), System.Globalization.CultureInfo.InvariantCulture) * of / 100.0;
        return (int)(up ? Math.Ceiling(percent) : Math.Floor(percent));
    }
}

/// <summary>The ReplicaSets of a Deployment never want more together than its replicas and its surge.</summary>
internal sealed class SurgeIsKept : Invariant
{
    private readonly Dictionary<string, int> most = new(StringComparer.Ordinal);

    public override string? Check(Seen seen, Document? before, Document? after)
    {
        if (after is null) return null;
        if (after.Kind == "Deployment") Note(after);
        if (!seen.Mix.HasFreshNews || after.Kind != "ReplicaSet" || seen.Ledger.ByUid(Ledger.OwnerUid(after)) is not { Kind: "Deployment" } deployment) return null;
        if (after.Spec["replicas"u8].AsInt32() <= (before?.Spec["replicas"u8].AsInt32() ?? 0)) return null;
        var total = seen.Ledger.OwnedBy(deployment, "ReplicaSet").Sum(s => s.Spec["replicas"u8].AsInt32());
        var allowed = most.GetValueOrDefault(deployment.Uid, int.MaxValue);
        return total > allowed ? $"{deployment.Namespace}/{deployment.Name} wants {total} replicas in its sets, and at most {allowed} were ever allowed" : null;
    }

    public override void Rested(Seen seen)
    {
        most.Clear();
        foreach (var deployment in seen.Ledger.Of("Deployment")) Note(deployment);
    }

    private void Note(Document deployment)
    {
        var (replicas, surge, _) = Promises.Of(deployment);
        most[deployment.Uid] = Math.Max(most.GetValueOrDefault(deployment.Uid), replicas + surge);
    }
}

/// <summary>No available pod of a Deployment is taken away while fewer than promised would be left.</summary>
internal sealed class AvailabilityIsKept : Invariant
{
    private readonly Dictionary<string, int> least = new(StringComparer.Ordinal);

    public override string? Check(Seen seen, Document? before, Document? after)
    {
        if (after?.Kind == "Deployment") Note(after);
        if (!seen.Mix.IsOrderly || before?.Kind != "Pod" || !Ledger.IsReady(before) || Ledger.IsDeleting(before)) return null;
        if (after is not null && !Ledger.IsDeleting(after)) return null;
        // Where a budget stands over evictions, that one must be kept.
        if (Ledger.HasCondition(before, "DisruptionTarget")) return null;
        if (seen.Ledger.ByUid(Ledger.OwnerUid(before)) is not { Kind: "ReplicaSet" } set || seen.Ledger.ByUid(Ledger.OwnerUid(set)) is not { Kind: "Deployment" } deployment) return null;
        if (Ledger.IsDeleting(deployment) || Ledger.IsDeleting(set) || seen.Ledger.IsEnding(before.Namespace) || !least.TryGetValue(deployment.Uid, out var promised)) return null;
        var left = seen.Ledger.OwnedBy(deployment, "ReplicaSet").SelectMany(s => seen.Ledger.OwnedBy(s, "Pod")).Count(p => Ledger.IsReady(p) && !Ledger.IsDeleting(p));
        return left < promised ? $"{before.Namespace}/{before.Name} was taken away and leaves {left} available pods of {deployment.Name}, which promises {promised}" : null;
    }

    public override void Rested(Seen seen)
    {
        least.Clear();
        foreach (var deployment in seen.Ledger.Of("Deployment")) Note(deployment);
    }

    private void Note(Document deployment)
    {
        var (replicas, _, unavailable) = Promises.Of(deployment);
        least[deployment.Uid] = Math.Min(least.GetValueOrDefault(deployment.Uid, int.MaxValue), replicas - unavailable);
    }
}

/// <summary>A ReplicaSet never makes more pods than it has wanted.</summary>
internal sealed class NoSparePods : Invariant
{
    private readonly Dictionary<string, int> most = new(StringComparer.Ordinal);

    public override string? Check(Seen seen, Document? before, Document? after)
    {
        if (after?.Kind == "ReplicaSet") most[after.Uid] = Math.Max(most.GetValueOrDefault(after.Uid), after.Spec["replicas"u8].AsInt32());
        if (!seen.Mix.IsOrderly || before is not null || after?.Kind != "Pod" || seen.Ledger.ByUid(Ledger.OwnerUid(after)) is not { Kind: "ReplicaSet" } set) return null;
        var active = seen.Ledger.OwnedBy(set, "Pod").Count(p => !Ledger.IsDeleting(p) && !Ledger.IsFinished(p));
        return most.TryGetValue(set.Uid, out var wanted) && active > wanted ? $"{set.Namespace}/{set.Name} has {active} pods and never wanted more than {wanted}" : null;
    }

    public override void Rested(Seen seen)
    {
        most.Clear();
        foreach (var set in seen.Ledger.Of("ReplicaSet")) most[set.Uid] = set.Spec["replicas"u8].AsInt32();
    }
}
