namespace Timonier.Scheduling.Nodes;

/// <summary>A label of nodes as a column: which domain (zone, host, rack) each node is in, as a small number.</summary>
public sealed class Topology(string key)
{
    private readonly Dictionary<string, int> numbers = new(StringComparer.Ordinal);
    private readonly List<string> names = [];
    private int[] column = new int[64];

    public string Key { get; } = key;

    /// <summary>Domains known so far; numbers run from 0 to here. A domain may have lost all its nodes.</summary>
    public int Count => names.Count;

    /// <summary>The domain's number; -1 when the node has no such label.</summary>
    public int Of(NodeRow row) => column[row.Slot] - 1;

    public string NameOf(int domain) => names[domain];

    internal void Put(NodeRow row)
    {
        if (row.Slot >= column.Length) Array.Resize(ref column, Math.Max(row.Slot + 1, column.Length * 2));
        var value = row.Labels[Key];
        if (value is null)
        {
            column[row.Slot] = 0;
            return;
        }
        if (!numbers.TryGetValue(value, out var number))
        {
            names.Add(value);
            numbers[value] = number = names.Count;
        }
        column[row.Slot] = number;
    }
}
