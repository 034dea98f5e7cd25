namespace Timonier.Scheduling.Nodes;

/// <summary>A number for each domain of a topology, for one decision.</summary>
public sealed class DomainCounts(Topology topology)
{
    private readonly int[] counts = new int[topology.Count];

    public Topology Topology { get; } = topology;

    /// <summary>Whether any domain has a number other than zero.</summary>
    public bool HasAny { get; private set; }

    public void Add(NodeRow row, long by)
    {
        var domain = Topology.Of(row);
        if (domain < 0) return;
        counts[domain] += (int)by;
        HasAny = counts[domain] != 0 || (HasAny && counts.Any(c => c != 0));
    }

    /// <summary>The number of the node's domain; zero when it is in none.</summary>
    public long Of(NodeRow row) => Topology.Of(row) is >= 0 and var domain ? counts[domain] : 0;
}
