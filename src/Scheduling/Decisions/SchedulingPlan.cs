using Timonier.Scheduling.Framework;
using Timonier.Scheduling.Nodes;

namespace Timonier.Scheduling.Decisions;

/// <summary>Chooses a node for one pod: a pure function of the profile, the cluster, the pod and a number that breaks ties.</summary>
public static class SchedulingPlan
{
    public const string NoNodes = "no nodes available to schedule pods";
    private const int AlwaysCompared = 100;

    /// <param name="pod">The pod.</param>
    /// <param name="profile">The rules.</param>
    /// <param name="cluster">Nodes and everything around them.</param>
    /// <param name="start">Where the search begins; it wanders so that every node gets its turn.</param>
    /// <param name="chance">In [0, 1): which of several best nodes is taken.</param>
    public static DecisionRecord Compute(PodRequest pod, Profile profile, ClusterView cluster, int start, double chance)
    {
        var search = Find(pod, profile, cluster, start);
        return search.Fitting.Count == 0 ? Refuse(search, profile, cluster) : Accept(search, cluster, Choose(search, profile, cluster, chance));
    }

    /// <summary>1. The nodes that fit: that which was promised to the pod alone, if it still does, or as many as are worth comparing.</summary>
    public static Search Find(PodRequest pod, Profile profile, ClusterView cluster, int start)
    {
        var run = FilterRun.Start(pod, profile.Filters, cluster);
        var rows = cluster.Nodes.Rows;
        if (run.Everywhere is not null || rows.Count == 0) return new Search(run, [], 0);
        if (cluster.Nodes.Find(cluster.Nominated.PlaceOf(pod.Uid)) is { } promised && IsAsked(promised, run) && run.Check(promised) is null) return new Search(run, [promised], 1);
        var enough = Enough(rows.Count, profile.PercentageOfNodesToScore);
        var fitting = new List<NodeRow>();
        var looked = 0;
        for (; looked < rows.Count && fitting.Count < enough; looked++)
        {
            var row = rows[(start + looked) % rows.Count];
            if (!IsAsked(row, run)) run.Refused[row] = run.Elsewhere;
            else if (run.Check(row) is { } refusal) run.Refused[row] = refusal;
            else fitting.Add(row);
        }
        return new Search(run, fitting, looked);
    }

    /// <summary>2. The best of them by the weighted scores of all plugins.</summary>
    /// <param name="search">The nodes that fit.</param>
    /// <param name="profile">The rules.</param>
    /// <param name="cluster">Everything around them.</param>
    /// <param name="chance">In [0, 1): which of equals is taken.</param>
    /// <param name="more">What others add to the score of each, in their order; null: nothing.</param>
    public static NodeRow Choose(Search search, Profile profile, ClusterView cluster, double chance, long[]? more = null)
    {
        var fitting = search.Fitting;
        if (fitting.Count == 1) return fitting[0];
        var total = more ?? new long[fitting.Count];
        var scores = new long[fitting.Count];
        foreach (var (plugin, weight) in profile.Scores)
        {
            if (plugin.Rate(search.Run.Pod, cluster, fitting) is not { } score) continue;
            for (var i = 0; i < scores.Length; i++) scores[i] = score.Of(fitting[i]);
            score.Normalize(scores);
            for (var i = 0; i < scores.Length; i++) total[i] += scores[i] * weight;
        }
        return fitting[Best(total, chance)];
    }

    public static DecisionRecord Accept(Search search, ClusterView cluster, NodeRow chosen) => Record(search, cluster) with { Node = chosen.Name };

    /// <summary>3. No node: what to tell, and whether others could make room.</summary>
    public static DecisionRecord Refuse(Search search, Profile profile, ClusterView cluster)
    {
        var run = search.Run;
        var record = Record(search, cluster);
        var nodes = cluster.Nodes.Rows.Count;
        if (nodes == 0) return record with { Message = NoNodes };
        var told = new List<string>();
        RescueOutcome? found = null;
        foreach (var plugin in profile.PostFilters)
        {
            var outcome = plugin.Rescue(run.Pod, run, cluster);
            if (outcome.IsFound)
            {
                found = outcome;
                told.Clear();
                break;
            }
            told.Add(outcome.Message);
        }
        var reasons = new ReasonCounts();
        foreach (var refusal in run.Refused.Values) reasons.Add(refusal, 1);
        var message = reasons.Tell(nodes, run.Everywhere?.Message);
        if (told.Count > 0) message += $" {string.Join(", ", told)}";
        return record with
        {
            Rescue = found,
            Message = message,
            Groups = run.Everywhere is { } everywhere ? [new RefusalGroup(everywhere, nodes, [])] : RefusalGroup.Of(run.Refused),
            Plugins = (run.Everywhere is null ? run.Refused.Values.Select(r => r.Plugin) : [run.Everywhere.Plugin]).ToHashSet(StringComparer.Ordinal),
        };
    }

    private static DecisionRecord Record(Search search, ClusterView cluster)
    {
        var pod = search.Run.Pod;
        return new DecisionRecord(pod.Namespace, pod.Name, pod.Uid, cluster.Now);
    }

    private static bool IsAsked(NodeRow row, FilterRun run) => run.Only is null || run.Only.Contains(row.Name);

    /// <summary>How many fitting nodes are compared: all of 100, then a share that falls from 50 % to 5 %, or the share that is configured.</summary>
    private static int Enough(int nodes, int percentage)
    {
        if (nodes < AlwaysCompared || percentage >= 100) return nodes;
        var share = percentage > 0 ? percentage : Math.Max(5, 50 - (nodes / 125));
        return Math.Max(AlwaysCompared, nodes * share / 100);
    }

    private static int Best(long[] scores, double chance)
    {
        var (most, ties) = (long.MinValue, 0);
        foreach (var score in scores)
        {
            if (score > most) (most, ties) = (score, 0);
            if (score == most) ties++;
        }
        var pick = Math.Min(ties - 1, (int)(chance * ties));
        for (var i = 0; ; i++)
            if (scores[i] == most && pick-- == 0) return i;
    }
}
