using Timonier.Documents;

namespace Timonier.Scheduling.Nodes;

/// <summary>All nodes with the pods on them, assumed ones included, kept up to date change by change.</summary>
public sealed class NodeTable
{
    private readonly List<NodeRow> rows = [];
    private readonly Dictionary<string, NodeRow> byName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Node, PodRequest Request)> placed = new(StringComparer.Ordinal);

    public IReadOnlyList<NodeRow> Rows => rows;

    public void Put(Document node)
    {
        if (byName.TryGetValue(node.Name, out var row))
        {
            row.Refresh(node);
            return;
        }
        row = new NodeRow(node);
        byName[node.Name] = row;
        rows.Add(row);
        foreach (var (name, request) in placed.Values)
            if (name == node.Name) row.Add(request);
    }

    public void Remove(string node)
    {
        if (byName.Remove(node, out var row)) rows.Remove(row);
    }

    /// <summary>A pod on its node: seen there, or only assumed while its binding is on the way.</summary>
    public void Place(PodRequest pod, string node)
    {
        Lift(pod.Pod.Uid);
        placed[pod.Pod.Uid] = (node, pod);
        if (byName.TryGetValue(node, out var row)) row.Add(pod);
    }

    public void Lift(string uid)
    {
        if (placed.Remove(uid, out var place) && byName.TryGetValue(place.Node, out var row)) row.Remove(uid);
    }

    public string? PlaceOf(string uid) => placed.TryGetValue(uid, out var place) ? place.Node : null;
}
