using Timonier.Documents;
using Timonier.Simulation.Tests.Worlds;

namespace Timonier.Simulation.Tests.Invariants;

/// <summary>A CronJob starts one Job for one time, and never a second.</summary>
internal sealed class CronJobsStartOnce : Invariant
{
    private readonly HashSet<(string CronJob, string Time)> started = [];

    public override string? Check(Seen seen, Document? before, Document? after)
    {
        if (before is not null || after is not { Kind: "Job" } || seen.Ledger.ByUid(Ledger.OwnerUid(after)) is not { Kind: "CronJob" } cronJob || Ledger.IsDeleting(cronJob)) return null;
        var time = after.Metadata["annotations"u8]["batch.kubernetes.io/cronjob-scheduled-timestamp"u8].AsString();
        return started.Add((cronJob.Uid, time)) ? null : $"{cronJob.Namespace}/{cronJob.Name} has started a second Job for {time}";
    }
}

/// <summary>A CronJob that forbids it starts no Job while one that it has noted is at work. One that it lost in a crash it only reports, as upstream does.</summary>
internal sealed class ForbiddenRunsWait : Invariant
{
    public override string? Check(Seen seen, Document? before, Document? after)
    {
        if (before is not null || after is not { Kind: "Job" } || seen.Ledger.ByUid(Ledger.OwnerUid(after)) is not { Kind: "CronJob" } cronJob || Ledger.IsDeleting(cronJob)) return null;
        if (!cronJob.Spec["concurrencyPolicy"u8].TextEquals("Forbid"u8)) return null;
        var running = seen.Ledger.OwnedBy(cronJob, "Job").FirstOrDefault(j => j.Uid != after.Uid && IsNoted(cronJob, j) && !Ledger.HasCondition(j, "Complete") && !Ledger.HasCondition(j, "Failed") && !Ledger.IsDeleting(j));
        return running is null ? null : $"{cronJob.Namespace}/{cronJob.Name} has started {after.Name} while {running.Name} is at work";
    }

    private static bool IsNoted(Document cronJob, Document job)
    {
        foreach (var noted in cronJob.Status["active"u8].Items)
            if (noted["name"u8].AsString() == job.Name) return true;
        return false;
    }
}
