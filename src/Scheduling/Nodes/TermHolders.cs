namespace Timonier.Scheduling.Nodes;

/// <summary>A term, and how many pods on each node say it.</summary>
public sealed class TermHolders(AffinityTerm term)
{
    public AffinityTerm Term { get; } = term;
    public Dictionary<NodeRow, int> Rows { get; } = [];
}
