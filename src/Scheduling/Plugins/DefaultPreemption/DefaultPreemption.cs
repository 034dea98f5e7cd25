using Timonier.Scheduling.Decisions;
using Timonier.Scheduling.Framework;
using Timonier.Scheduling.Nodes;

namespace Timonier.Scheduling.Plugins;

/// <summary>Makes room for a pod by taking pods of lower priority off one node, doing as little harm as possible.</summary>
public sealed class DefaultPreemption(DefaultPreemptionArgs? args = null) : IPostFilterPlugin
{
    private static readonly Refusal NotHelpful = new("DefaultPreemption", "Preemption is not helpful for scheduling");
    private static readonly Refusal NoVictims = new("DefaultPreemption", "No preemption victims found for incoming pod");
    private readonly DefaultPreemptionArgs args = args ?? new DefaultPreemptionArgs();

    public string Name => "DefaultPreemption";

    public RescueOutcome Rescue(PodRequest pod, FilterRun run, ClusterView cluster)
    {
        // 1. May it push others aside?
        if (pod.Pod.Spec["preemptionPolicy"u8].TextEquals("Never"u8)) return Told("not eligible due to preemptionPolicy=Never.");
        if (IsRoomOnItsWay(pod, run, cluster)) return Told("not eligible due to a terminating pod on the nominated node.");

        // 2. Where would that help?
        var rows = cluster.Nodes.Rows;
        var helpful = run.Everywhere is null ? rows.Where(row => run.Refused.TryGetValue(row, out var why) && !why.IsFinal).ToList() : [];
        var reasons = new ReasonCounts();
        reasons.Add(NotHelpful, rows.Count - helpful.Count);
        var candidates = Candidates(pod, run, cluster, helpful, reasons);
        if (candidates.Count == 0) return Told(reasons.Tell(rows.Count));

        // 3. Where does it do least harm?
        var best = Candidate.Best(candidates, cluster.Now);
        return new RescueOutcome(best.Row.Name, best.Victims, "") { Plugin = Name, Candidates = candidates };
    }

    private static RescueOutcome Told(string message) => RescueOutcome.Nothing($"preemption: {message}");

    /// <summary>Whether pods that were made to go for this one are still going.</summary>
    private static bool IsRoomOnItsWay(PodRequest pod, FilterRun run, ClusterView cluster)
    {
        if (cluster.Nodes.Find(cluster.Nominated.PlaceOf(pod.Uid)) is not { } row) return false;
        if (run.Everywhere is not null || (run.Refused.TryGetValue(row, out var why) && why.IsFinal)) return false;
        return row.Pods.Any(other => other.Priority < pod.Priority && other.IsEnding && IsPreempted(other));
    }

    private static bool IsPreempted(PodRequest pod)
    {
        foreach (var condition in pod.Pod.Status["conditions"u8].Items)
            if (condition["type"u8].TextEquals("DisruptionTarget"u8) && condition["reason"u8].TextEquals("PreemptionByScheduler"u8)) return true;
        return false;
    }

    private List<Candidate> Candidates(PodRequest pod, FilterRun run, ClusterView cluster, List<NodeRow> helpful, ReasonCounts reasons)
    {
        var enough = Math.Min(helpful.Count, Math.Max(helpful.Count * args.MinCandidateNodesPercentage / 100, args.MinCandidateNodesAbsolute));
        var budgets = new DisruptionBudgets(cluster);
        var candidates = new List<Candidate>();
        foreach (var row in helpful)
        {
            if (candidates.Count >= enough && candidates.Any(c => c.Violations == 0)) break;
            var (candidate, refusal) = Try(pod, run, row, budgets, cluster);
            if (candidate is not null) candidates.Add(candidate);
            else reasons.Add(refusal!, 1);
        }
        return candidates;
    }

    private static (Candidate? Candidate, Refusal? Refusal) Try(PodRequest pod, FilterRun run, NodeRow row, DisruptionBudgets budgets, ClusterView cluster)
    {
        // 1. Without all pods of lower priority: does it fit at all?
        var lower = row.Pods.Where(other => other.Priority < pod.Priority).ToList();
        if (lower.Count == 0) return (null, NoVictims);
        foreach (var other in lower) run.Remove(other, row);
        if (run.Check(row) is { } refusal)
        {
            foreach (var other in lower) run.Add(other, row);
            return (null, refusal);
        }

        // 2. Back with as many as possible: those whom budgets guard first, and of each the most important first.
        var important = lower.OrderByDescending(p => p.Priority).ThenBy(p => Candidate.StartOf(p, cluster.Now)).ToList();
        var (guarded, free) = budgets.Split(important);
        var victims = new List<PodRequest>();
        var violations = guarded.Count(other => !Spared(other));
        foreach (var other in free) Spared(other);

        // 3. It was all in thought.
        foreach (var other in victims) run.Add(other, row);
        return (new Candidate(row, [.. important.Where(victims.Contains)], violations), null);

        bool Spared(PodRequest other)
        {
            run.Add(other, row);
            if (run.Check(row) is null) return true;
            run.Remove(other, row);
            victims.Add(other);
            return false;
        }
    }
}
