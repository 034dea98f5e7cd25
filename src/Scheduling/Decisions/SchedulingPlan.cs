using System.Globalization;
using Timonier.Scheduling.Nodes;
using Timonier.Scheduling.Plugins;

namespace Timonier.Scheduling.Decisions;

/// <summary>Chooses a node for one pod: a pure function of the table, the pod and a number that breaks ties.</summary>
public static class SchedulingPlan
{
    private const string NotHelpful = "Preemption is not helpful for scheduling";

    /// <param name="pod">The pod.</param>
    /// <param name="table">All nodes.</param>
    /// <param name="start">Where the search begins; it wanders so that every node gets its turn.</param>
    /// <param name="chance">In [0, 1): which of several best nodes is taken.</param>
    /// <param name="now">The time.</param>
    /// <param name="everywhere">Why no node would do, whichever it is; null when only the nodes decide.</param>
    public static DecisionRecord Compute(PodRequest pod, NodeTable table, int start, double chance, DateTimeOffset now, string? everywhere = null)
    {
        var rows = table.Rows;
        var record = new DecisionRecord(pod.Pod.Namespace, pod.Pod.Name, pod.Pod.Uid, now);
        if (rows.Count == 0) return record with { Message = "no nodes available to schedule pods" };
        if (everywhere is not null) return record with { Message = $"0/{rows.Count} nodes are available: {everywhere}. preemption: 0/{rows.Count} nodes are available: {rows.Count} {NotHelpful}." };
        var enough = Enough(rows.Count);
        var fitting = new List<NodeRow>();
        var refused = new Dictionary<string, Refusal>(StringComparer.Ordinal);
        for (var i = 0; i < rows.Count && fitting.Count < enough; i++)
        {
            var row = rows[(start + i) % rows.Count];
            if (Filters.Check(pod, row) is { } refusal) refused[row.Name] = refusal;
            else fitting.Add(row);
        }
        if (fitting.Count == 0) return record with { Refused = refused, Message = Explain(rows.Count, refused) };
        return record with { Refused = refused, Node = Best(Scores.Of(pod, fitting, table), fitting, chance) };
    }

    /// <summary>How many fitting nodes are compared: all of 100, then a share that falls from 50 % to 5 %.</summary>
    private static int Enough(int nodes) => nodes < 100 ? nodes : Math.Max(100, nodes * Math.Max(5, 50 - (nodes / 125)) / 100);

    private static string Best(long[] scores, List<NodeRow> fitting, double chance)
    {
        var most = scores.Max();
        var ties = scores.Count(s => s == most);
        var pick = Math.Min(ties - 1, (int)(chance * ties));
        for (var i = 0; ; i++)
            if (scores[i] == most && pick-- == 0) return fitting[i].Name;
    }

    private static string Explain(int nodes, Dictionary<string, Refusal> refused)
    {
        var counts = refused.Values.SelectMany(r => r.Reasons).GroupBy(r => r, StringComparer.Ordinal)
            .Select(g => $"{g.Count().ToString(CultureInfo.InvariantCulture)} {g.Key}").Order(StringComparer.Ordinal);
        // Preemption helps only against what other pods hold.
        var movable = refused.Values.Count(r => r.Plugin is "NodeResourcesFit" or "NodePorts");
        var preemption = new List<string>();
        if (movable > 0) preemption.Add($"{movable} No preemption victims found for incoming pod.");
        if (nodes - movable > 0) preemption.Add($"{nodes - movable} {NotHelpful}.");
        preemption.Sort(StringComparer.Ordinal);
        var why = string.Join(", ", preemption.Select(p => p.TrimEnd('.')));
        return $"0/{nodes} nodes are available: {string.Join(", ", counts)}. preemption: 0/{nodes} nodes are available: {why}.";
    }
}
