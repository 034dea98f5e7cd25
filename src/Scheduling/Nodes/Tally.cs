namespace Timonier.Scheduling.Nodes;

/// <summary>How many pods of a selection each node has, kept up to date with every pod that comes and goes.</summary>
public sealed class Tally(Func<PodClass, bool> counts)
{
    private readonly Dictionary<NodeRow, int> rows = [];

    public IReadOnlyDictionary<NodeRow, int> Rows => rows;
    internal long LastUse { get; set; }

    public Dictionary<NodeRow, int>.Enumerator GetEnumerator() => rows.GetEnumerator();

    public int On(NodeRow row) => rows.GetValueOrDefault(row);

    public bool Counts(PodClass pods) => counts(pods);

    internal void Add(NodeRow row, int pods) => Change(rows, row, pods);

    internal static void Change(Dictionary<NodeRow, int> rows, NodeRow row, int by)
    {
        var now = rows.GetValueOrDefault(row) + by;
        if (now == 0) rows.Remove(row);
        else rows[row] = now;
    }
}
