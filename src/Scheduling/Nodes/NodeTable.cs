using Timonier.Documents;

namespace Timonier.Scheduling.Nodes;

/// <summary>All nodes with the pods on them, assumed ones included, kept up to date change by change.</summary>
public sealed class NodeTable
{
    private readonly List<NodeRow> rows = [];
    private readonly Dictionary<string, NodeRow> byName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Node, PodRequest Request)> placed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> holders = new(StringComparer.Ordinal);

    public IReadOnlyList<NodeRow> Rows => rows;

    /// <summary>How many nodes have an image.</summary>
    public int HoldersOf(string image) => holders.GetValueOrDefault(image);

    /// <summary>The row when the node is new or differs in what decisions read; otherwise null.</summary>
    public NodeRow? Put(Document node)
    {
        if (byName.TryGetValue(node.Name, out var row))
        {
            var images = row.Images;
            if (!row.Refresh(node)) return null;
            Hold(images.Keys, -1);
            Hold(row.Images.Keys, 1);
            return row;
        }
        row = new NodeRow(node);
        byName[node.Name] = row;
        rows.Add(row);
        Hold(row.Images.Keys, 1);
        foreach (var (name, request) in placed.Values)
            if (name == node.Name) row.Add(request);
        return row;
    }

    public void Remove(string node)
    {
        if (!byName.Remove(node, out var row)) return;
        rows.Remove(row);
        Hold(row.Images.Keys, -1);
    }

    /// <summary>A pod on its node: seen there, or only assumed while its binding is on the way.</summary>
    public void Place(PodRequest pod, string node)
    {
        Lift(pod.Pod.Uid);
        placed[pod.Pod.Uid] = (node, pod);
        if (byName.TryGetValue(node, out var row)) row.Add(pod);
    }

    /// <summary>The row that has room again; null when the pod was on none.</summary>
    public NodeRow? Lift(string uid)
    {
        if (!placed.Remove(uid, out var place) || !byName.TryGetValue(place.Node, out var row)) return null;
        row.Remove(uid);
        return row;
    }

    public (string Node, PodRequest Request)? PlaceOf(string uid) => placed.TryGetValue(uid, out var place) ? place : null;

    private void Hold(IEnumerable<string> images, int sign)
    {
        foreach (var image in images) holders[image] = holders.GetValueOrDefault(image) + sign;
    }
}
