using Timonier.Documents;
using Timonier.Scheduling.Framework;
using Timonier.Scheduling.Nodes;

namespace Timonier.Scheduling.Explanations;

/// <summary>Why a pod is where it is or waits: computed anew from all nodes, since the decision itself stops at the first obstacle.</summary>
public sealed record Explanation(PodRequest Pod, Verdict Verdict, string Message)
{
    private const int MostExamples = 5;

    /// <summary>Nodes by what stands in the way, the largest group first; those that fit are in none.</summary>
    public IReadOnlyList<NodeGroup> Groups { get; init; } = [];

    /// <summary>The smallest change that would help, over all nodes; null when there is nothing to say.</summary>
    public NodeGroup? Nearest { get; init; }

    /// <param name="pod">A pod without a node.</param>
    /// <param name="profile">Its rules.</param>
    /// <param name="cluster">The nodes and what is around them.</param>
    /// <param name="message">What was told at the last attempt.</param>
    public static Explanation Of(PodRequest pod, Profile profile, ClusterView cluster, string message)
    {
        foreach (var gate in profile.Gates)
            if (gate.Hold(pod, cluster) is { } held) return new Explanation(pod, Verdict.Held, held.Message);
        var run = FilterRun.Start(pod, profile.Filters, cluster);
        if (run.Everywhere is { } everywhere) return new Explanation(pod, Verdict.NotNow, everywhere.Message) { Groups = [Everywhere(everywhere, cluster)] };
        var nodes = cluster.Nodes.Rows.Select(row => (Row: row, Objections: run.Objections(row).ToList())).ToList();
        if (nodes.Count == 0) return new Explanation(pod, Verdict.NotNow, "the cluster has no nodes");
        if (nodes.FirstOrDefault(n => n.Objections.Count == 0 && run.Check(n.Row) is null).Row is { } free) return new Explanation(pod, Verdict.Fits, $"node {free.Name} would take it now");
        var groups = nodes.Where(n => n.Objections.Count > 0)
            .GroupBy(n => string.Join('\n', n.Objections.Select(o => $"{o.Refusal.Plugin} {o.Refusal.Message} {o.Advice.IsLasting}")), StringComparer.Ordinal)
            .Select(g => (Group: GroupOf([.. g]), Distance: g.Min(DistanceOf))).OrderByDescending(g => g.Group.Count).ToList();
        return new Explanation(pod, groups.Sum(g => g.Group.Count) == nodes.Count && groups.All(g => g.Group.IsLasting) ? Verdict.Never : Verdict.NotNow, message)
        {
            Groups = [.. groups.Select(g => g.Group)],
            Nearest = groups.Count == 0 ? null : groups.MinBy(g => g.Distance).Group,
        };
    }

    public Document ToDocument()
    {
        var body = new DraftObject
        {
            ["namespace"] = Pod.Namespace,
            ["pod"] = Pod.Name,
            ["verdict"] = Verdict.ToString(),
            ["message"] = Message,
            ["groups"] = new DraftArray(Groups.Select(Told)),
        };
        if (Nearest is not null) body["nearest"] = Told(Nearest);
        return body.ToDocument();
    }

    private static NodeGroup Everywhere(Refusal refusal, ClusterView cluster) =>
        new(cluster.Nodes.Rows.Count, [.. cluster.Nodes.Rows.Select(r => r.Name).Take(MostExamples)], [new Obstacle(refusal.Plugin, refusal.Message)], "", [], IsLasting: false);

    private static NodeGroup GroupOf(IReadOnlyList<(NodeRow Row, List<(Refusal Refusal, Advice Advice)> Objections)> nodes)
    {
        var nearest = nodes.MinBy(DistanceOf);
        return new NodeGroup(
            nodes.Count,
            [.. nodes.Select(n => n.Row.Name).Order(StringComparer.Ordinal).Take(MostExamples)],
            [.. nearest.Objections.Select(o => new Obstacle(o.Refusal.Plugin, o.Refusal.Message))],
            nearest.Row.Name,
            [.. nearest.Objections.Select(o => o.Advice.Change).Where(c => c.Length > 0)],
            nearest.Objections.Any(o => o.Advice.IsLasting));
    }

    private static double DistanceOf((NodeRow Row, List<(Refusal Refusal, Advice Advice)> Objections) node) => node.Objections.Sum(o => o.Advice.Distance);

    private static DraftObject Told(NodeGroup group) => new()
    {
        ["nodes"] = group.Count,
        ["examples"] = DraftArray.OfTexts(group.Examples),
        ["obstacles"] = new DraftArray(group.Obstacles.Select(o => new DraftObject { ["plugin"] = o.Plugin, ["reason"] = o.Reason })),
        ["nearest"] = group.Nearest,
        ["changes"] = DraftArray.OfTexts(group.Changes),
        ["lasting"] = group.IsLasting,
    };
}
