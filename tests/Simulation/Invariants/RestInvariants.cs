using Timonier.Documents;
using Timonier.Simulation.Tests.Worlds;

namespace Timonier.Simulation.Tests.Invariants;

/// <summary>Nothing outlives all its owners.</summary>
internal sealed class NoOrphans : Invariant
{
    public override string? CheckAtRest(Seen seen)
    {
        foreach (var one in seen.Ledger.All)
        {
            var owners = 0;
            var alive = 0;
            foreach (var owner in one.Metadata["ownerReferences"u8].Items)
            {
                owners++;
                if (seen.Ledger.ByUid(owner["uid"u8].AsString()) is not null) alive++;
            }
            if (owners > 0 && alive == 0) return $"{one.Kind} {one.Namespace}/{one.Name} has outlived its owners";
        }
        return null;
    }
}

/// <summary>A namespace that was deleted is gone, and nothing is in one that is not there.</summary>
internal sealed class NamespacesEmpty : Invariant
{
    public override string? CheckAtRest(Seen seen)
    {
        var there = seen.Ledger.Of("Namespace").Select(n => n.Name).ToHashSet(StringComparer.Ordinal);
        if (seen.Ledger.Of("Namespace").FirstOrDefault(Ledger.IsDeleting) is { } stuck) return $"the namespace {stuck.Name} was deleted and is still there: {stuck.Status}";
        return seen.Ledger.All.FirstOrDefault(o => o.Namespace.Length > 0 && !there.Contains(o.Namespace)) is { } lost ? $"{lost.Kind} {lost.Namespace}/{lost.Name} is in a namespace that is gone" : null;
    }
}

/// <summary>What was deleted is gone.</summary>
internal sealed class DeletionsEnd : Invariant
{
    public override string? CheckAtRest(Seen seen) =>
        seen.Ledger.All.FirstOrDefault(Ledger.IsDeleting) is { } left ? $"{left.Kind} {left.Namespace}/{left.Name} was deleted and is still there: {left}" : null;
}

/// <summary>Every workload has what it wants.</summary>
internal sealed class WorkloadsConverge : Invariant
{
    public override string? CheckAtRest(Seen seen)
    {
        // Where a quota stands in the way, who gets the room is anybody's guess.
        var bounded = seen.Ledger.Of("ResourceQuota").Select(q => q.Namespace).ToHashSet(StringComparer.Ordinal);
        var nodes = seen.Ledger.Of("Node").Count();
        foreach (var one in seen.Ledger.All.Where(o => !bounded.Contains(o.Namespace)))
        {
            var wrong = one.Kind switch
            {
                "Deployment" => Differ(one, "replicas", "readyReplicas") ?? Differ(one, "replicas", "updatedReplicas"),
                "ReplicaSet" => Differ(one, "replicas", "readyReplicas") ?? Pods(seen, one),
                "StatefulSet" => Differ(one, "replicas", "readyReplicas") ?? Pods(seen, one),
                "DaemonSet" => seen.Ledger.OwnedBy(one, "Pod").Count(Ledger.IsReady) == nodes ? null : $"has {seen.Ledger.OwnedBy(one, "Pod").Count(Ledger.IsReady)} ready pods on {nodes} nodes",
                "Job" when Ledger.OwnerUid(one).Length == 0 => Ledger.HasCondition(one, "Complete") || Ledger.HasCondition(one, "Failed") || one.Spec["suspend"u8].AsBool() ? null : "has not ended",
                _ => null,
            };
            if (wrong is not null) return $"{one.Kind} {one.Namespace}/{one.Name} {wrong}; its status: {one.Status}";
        }
        return null;
    }

    private static string? Differ(Document one, string wanted, string got) => one.Spec[wanted].AsInt32() == one.Status[got].AsInt32() ? null : $"wants {one.Spec[wanted].AsInt32()} {wanted} and has {one.Status[got].AsInt32()} {got}";

    private static string? Pods(Seen seen, Document one)
    {
        var there = seen.Ledger.OwnedBy(one, "Pod").Count(p => !Ledger.IsFinished(p));
        return there == one.Spec["replicas"u8].AsInt32() ? null : $"wants {one.Spec["replicas"u8].AsInt32()} pods and has {there}";
    }
}
