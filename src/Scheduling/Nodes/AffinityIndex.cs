namespace Timonier.Scheduling.Nodes;

/// <summary>What placed pods say about others: each different term once, with the nodes whose pods say it.</summary>
public sealed class AffinityIndex
{
    private readonly Dictionary<string, TermHolders> terms = new(StringComparer.Ordinal);

    public bool IsEmpty => terms.Count == 0;

    public IEnumerable<TermHolders> All => terms.Values;

    internal void Change(PodRequest pod, NodeRow row, int by)
    {
        foreach (var term in pod.PodTerms)
        {
            if (!terms.TryGetValue(term.Identity, out var holders)) terms[term.Identity] = holders = new TermHolders(term);
            Tally.Change(holders.Rows, row, by);
            if (holders.Rows.Count == 0) terms.Remove(term.Identity);
        }
    }
}
