using Timonier.Scheduling.Nodes;

namespace Timonier.Scheduling.Framework;

/// <summary>The filters of a profile, ready for one pod: the whole answer to "can it run there".</summary>
public sealed class FilterRun
{
    private readonly List<(string Plugin, NodeFilter Filter)> filters = [];
    private readonly ClusterView cluster;
    private readonly List<string> narrowing = [];
    private Refusal? elsewhere;

    private FilterRun(PodRequest pod, ClusterView cluster)
    {
        Pod = pod;
        this.cluster = cluster;
    }

    public PodRequest Pod { get; }

    /// <summary>Why no node would do, whichever it is.</summary>
    public Refusal? Everywhere { get; private set; }

    /// <summary>The only nodes that come into question; null: all.</summary>
    public IReadOnlySet<string>? Only { get; private set; }

    /// <summary>Why the other nodes do not come into question.</summary>
    public Refusal Elsewhere => elsewhere ??= new Refusal(narrowing[0], $"node(s) didn't satisfy plugin(s) [{string.Join(' ', narrowing.Order(StringComparer.Ordinal))}]") { IsFinal = true };

    /// <summary>The answers about each node, once asked for.</summary>
    public Dictionary<NodeRow, Refusal> Refused { get; } = [];

    public static FilterRun Start(PodRequest pod, IReadOnlyList<IFilterPlugin> plugins, ClusterView cluster)
    {
        var run = new FilterRun(pod, cluster);
        foreach (var plugin in plugins)
        {
            var start = plugin.Start(pod, cluster);
            if (start.Refusal is { } refusal)
            {
                run.Everywhere = refusal;
                return run;
            }
            if (start.Filter is { } filter) run.filters.Add((plugin.Name, filter));
            if (start.Only is not { } only) continue;
            run.narrowing.Add(plugin.Name);
            run.Only = run.Only is null ? only : run.Only.Where(only.Contains).ToHashSet(StringComparer.Ordinal);
            if (run.Only.Count > 0) continue;
            run.Everywhere = new Refusal(plugin.Name, $"node(s) didn't satisfy plugin(s) [{string.Join(' ', run.narrowing.Order(StringComparer.Ordinal))}] simultaneously") { IsFinal = true };
            return run;
        }
        return run;
    }

    /// <summary>
    /// Whether the pod can run there now. Where pods of its priority or above have been promised the node, it must fit
    /// beside them, and also without them, since they may never come.
    /// </summary>
    public Refusal? Check(NodeRow row)
    {
        if (!cluster.Nominated.IsEmpty && Promised(row) is { Count: > 0 } promised)
        {
            foreach (var other in promised) Add(other, row);
            var refusal = Ask(row);
            foreach (var other in promised) Remove(other, row);
            if (refusal is not null) return refusal;
        }
        return Ask(row);
    }

    /// <summary>In thought only.</summary>
    public void Add(PodRequest other, NodeRow row)
    {
        row.Add(other);
        foreach (var (_, filter) in filters) filter.Add(other, row);
    }

    /// <summary>In thought only.</summary>
    public void Remove(PodRequest other, NodeRow row)
    {
        row.Remove(other.Uid);
        foreach (var (_, filter) in filters) filter.Remove(other, row);
    }

    /// <summary>Everything that every plugin has against a node, each with what would help.</summary>
    public IEnumerable<(Refusal Refusal, Advice Advice)> Objections(NodeRow row)
    {
        if (Only is not null && !Only.Contains(row.Name)) yield return (Elsewhere, Advice.Lasting($"the pod asks for other nodes than {row.Name}"));
        foreach (var (_, filter) in filters)
            if (filter.Check(row) is { } refusal) yield return (refusal, filter.Advise(row));
    }

    private Refusal? Ask(NodeRow row)
    {
        foreach (var (_, filter) in filters)
            if (filter.Check(row) is { } refusal) return refusal;
        return null;
    }

    private List<PodRequest> Promised(NodeRow row) =>
        [.. cluster.Nominated.On(row.Name).Where(other => other.Priority >= Pod.Priority && other.Uid != Pod.Uid)];
}
