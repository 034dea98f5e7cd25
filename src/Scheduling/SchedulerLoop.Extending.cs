using Timonier.Scheduling.Decisions;
using Timonier.Scheduling.Extenders;
using Timonier.Scheduling.Framework;
using Timonier.Scheduling.Nodes;
using Timonier.Scheduling.Queue;

namespace Timonier.Scheduling;

public sealed partial class SchedulerLoop
{
    /// <summary>As <see cref="Decide"/>, with extenders asked on the way. The turn waits for them: what they see stays true until the pod is placed.</summary>
    private async Task DecideWithOthersAsync(WaitingPod waiting, CancellationToken cancellation)
    {
        var (pod, profile) = (waiting.Request, waiting.Profile);
        if (cluster.Nodes.PlaceOf(pod.Uid) is not null) return;
        var others = extenders.Where(e => e.IsAbout(pod)).ToList();
        try
        {
            // 1. Which nodes are left.
            var search = SchedulingPlan.Find(pod, profile, cluster, start);
            foreach (var extender in others.Where(e => e.Config.FilterVerb.Length > 0))
            {
                if (search.Fitting.Count == 0) break;
                var fitting = search.Fitting;
                var (left, refused) = await AskAsync(extender, () => extender.FilterAsync(pod, fitting, cancellation));
                if (left is null) continue;
                search = search with { Fitting = [.. left] };
                foreach (var (row, refusal) in refused) search.Run.Refused[row] = refusal;
            }
            if (search.Fitting.Count == 0)
            {
                var decision = SchedulingPlan.Refuse(search, profile, cluster);
                Refuse(waiting, decision with { Rescue = await NarrowAsync(pod, decision.Rescue, others, cancellation) }, cancellation);
                return;
            }

            // 2. Which of them is best.
            var scores = new long[search.Fitting.Count];
            foreach (var extender in others.Where(e => e.Config.PrioritizeVerb.Length > 0))
                await AskAsync(extender, async () =>
                {
                    await extender.AddScoresAsync(pod, search.Fitting, scores, cancellation);
                    return scores;
                }, isVital: false);
            Accept(waiting, SchedulingPlan.Choose(search, profile, cluster, ids.NextDouble(), scores), cancellation);
        }
        catch (HttpRequestException e)
        {
            LogExtenderFailed(logger, pod.Namespace, pod.Name, e.Message);
            Refuse(waiting, Failed(pod, e.Message), cancellation);
            queue.Retry(pod.Uid);
        }
    }

    /// <summary>Where pods may be taken off, after those have spoken who know more about it.</summary>
    private async Task<RescueOutcome?> NarrowAsync(PodRequest pod, RescueOutcome? rescue, List<Extender> others, CancellationToken cancellation)
    {
        if (rescue is null) return null;
        var candidates = rescue.Candidates;
        foreach (var extender in others.Where(e => e.Config.PreemptVerb.Length > 0))
            candidates = await AskAsync(extender, () => extender.PreemptAsync(pod, candidates, cancellation)) ?? candidates;
        if (ReferenceEquals(candidates, rescue.Candidates)) return rescue;
        if (candidates.Count == 0) return null;
        var best = Candidate.Best(candidates, cluster.Now);
        return rescue with { Node = best.Row.Name, Victims = best.Victims, Candidates = candidates };
    }

    /// <summary>Null when the extender failed and the decision goes on without it.</summary>
    private async Task<T?> AskAsync<T>(Extender extender, Func<Task<T>> ask, bool isVital = true)
    {
        try
        {
            return await ask();
        }
        catch (HttpRequestException e) when (extender.Config.Ignorable || !isVital)
        {
            LogExtenderIgnored(logger, extender.Name, e.Message);
            return default;
        }
    }
}
