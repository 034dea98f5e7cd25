using System.Globalization;
using Timonier.Documents;
using Timonier.Simulation.Tests.Worlds;

namespace Timonier.Simulation.Tests.Invariants;

/// <summary>A Job ends once, one way, and counts no more completions than it has.</summary>
internal sealed class JobsEndOnce : Invariant
{
    public override string? Check(Seen seen, Document? before, Document? after)
    {
        if (after?.Kind != "Job") return null;
        var (complete, failed) = (Ledger.HasCondition(after, "Complete"), Ledger.HasCondition(after, "Failed"));
        if (complete && failed) return $"{after.Name} is both complete and failed";
        if (before is not null && before.Uid == after.Uid)
        {
            if (Ledger.HasCondition(before, "Complete") && !complete) return $"{after.Name} was complete and is no longer";
            if (Ledger.HasCondition(before, "Failed") && !failed) return $"{after.Name} had failed and has no longer";
            if (before.Status["completionTime"u8].AsStringOrNull() is { } was && was != after.Status["completionTime"u8].AsStringOrNull()) return $"{after.Name} completed twice";
            if (after.Status["succeeded"u8].AsInt32() < before.Status["succeeded"u8].AsInt32()) return $"{after.Name} had {before.Status["succeeded"u8].AsInt32()} completions and now {after.Status["succeeded"u8].AsInt32()}";
        }
        var wanted = after.Spec["completions"u8];
        var isIndexed = after.Spec["completionMode"u8].TextEquals("Indexed"u8);
        return complete && isIndexed && after.Status["succeeded"u8].AsInt32() > wanted.AsInt32() ? $"{after.Name} counts {after.Status["succeeded"u8].AsInt32()} of {wanted.AsInt32()} completions" : null;
    }
}

/// <summary>A pod of an ordered StatefulSet is made when all before it have just been ready, and no ordinal is there twice.</summary>
internal sealed class StatefulOrderIsKept : Invariant
{
    // How old the news may be by which a controller acts: held back, dropped, listed anew after the longest pauses.
    private static readonly TimeSpan OldestNews = TimeSpan.FromMinutes(3);
    private readonly Dictionary<(string Set, int Ordinal), DateTimeOffset> lastReady = [];

    public override string? Check(Seen seen, Document? before, Document? after)
    {
        var pod = after ?? before!;
        if (pod.Kind != "Pod" || seen.Ledger.ByUid(Ledger.OwnerUid(pod)) is not { Kind: "StatefulSet" } set) return null;
        var ordinal = int.Parse(pod.Name.AsSpan(pod.Name.LastIndexOf('-') + 1), CultureInfo.InvariantCulture);
        if ((before is not null && Ledger.IsReady(before)) || (after is not null && Ledger.IsReady(after))) lastReady[(set.Uid, ordinal)] = seen.Now;
        if (before is not null || after is null || set.Spec["podManagementPolicy"u8].TextEquals("Parallel"u8)) return null;
        for (var earlier = 0; earlier < ordinal; earlier++)
        {
            if (seen.Ledger.OwnedBy(set, "Pod").Any(p => p.Name == $"{set.Name}-{earlier}" && Ledger.IsReady(p))) continue;
            if (!lastReady.TryGetValue((set.Uid, earlier), out var at) || seen.Now - at > OldestNews) return $"{after.Name} was made, and {set.Name}-{earlier} had not been ready for {OldestNews:c}";
        }
        return null;
    }
}

/// <summary>Nothing is made beyond what a quota says, except what was let in before it said so and reaches the store after it.</summary>
internal sealed class QuotaIsKept : Invariant
{
    // What was let in waits for the store for no longer than that, unless the clock jumps meanwhile.
    private static readonly TimeSpan OnItsWay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan WithJumps = TimeSpan.FromMinutes(3);
    private readonly Dictionary<(string Quota, string Name), (string Hard, DateTimeOffset Since)> inForce = [];

    public override string? Check(Seen seen, Document? before, Document? after)
    {
        if (after?.Kind == "ResourceQuota") Note(seen.Now, after);
        if (before is not null || after is null || after.Kind is not ("Pod" or "ConfigMap")) return null;
        foreach (var quota in seen.Ledger.Of("ResourceQuota", after.Namespace))
        {
            var name = after.Kind == "Pod" ? "pods" : "configmaps";
            // What the status does not show yet is not enforced yet, as upstream.
            if (!quota.Status["hard"u8][name].Exists || seen.Now - inForce[(quota.Uid, name)].Since <= (seen.Mix.ClockJumps ? WithJumps : OnItsWay)) continue;
            var hard = int.Parse(quota.Status["hard"u8][name].AsString(), CultureInfo.InvariantCulture);
            var there = seen.Ledger.Of(after.Kind, after.Namespace).Count(o => after.Kind != "Pod" || IsCounted(o, seen.Now));
            if (there > hard) return $"{after.Namespace} holds {there} {name}, and its quota {quota.Name} says {hard}";
        }
        return null;
    }

    private void Note(DateTimeOffset now, Document quota)
    {
        foreach (var bound in quota.Status["hard"u8].Members)
        {
            var hard = bound.Value.AsString();
            if (!inForce.TryGetValue((quota.Uid, bound.Name), out var known) || known.Hard != hard) inForce[(quota.Uid, bound.Name)] = (hard, now);
        }
    }

    // Not what has ended, nor what should have been gone by now: its node may never say so.
    private static bool IsCounted(Document pod, DateTimeOffset now)
    {
        if (Ledger.IsFinished(pod)) return false;
        return pod.Metadata["deletionTimestamp"u8].AsTime() is not { } end || now <= end + TimeSpan.FromSeconds(pod.Metadata["deletionGracePeriodSeconds"u8].AsInt64());
    }
}

/// <summary>A pod stays on the node to which it was bound.</summary>
internal sealed class PodsAreBoundOnce : Invariant
{
    public override string? Check(Seen seen, Document? before, Document? after)
    {
        if (before?.Kind != "Pod" || after is null || before.Uid != after.Uid) return null;
        var (was, now) = (before.Spec["nodeName"u8].AsString(), after.Spec["nodeName"u8].AsString());
        return was.Length > 0 && was != now ? $"{after.Name} was on {was} and is on {now}" : null;
    }
}
