using Timonier.Documents;

namespace Timonier.Scheduling.Nodes;

/// <summary>All nodes with the pods on them, assumed ones included, kept up to date change by change.</summary>
public sealed class NodeTable
{
    private readonly List<NodeRow> rows = [];
    private readonly Dictionary<string, NodeRow> byName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Seat> placed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> homeless = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> holders = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Topology> topologies = new(StringComparer.Ordinal);
    private readonly Stack<int> freeSlots = [];
    private int tainted;

    public IReadOnlyList<NodeRow> Rows => rows;

    public PodCensus Census { get; } = new();

    /// <summary>What the placed pods say about others.</summary>
    public AffinityIndex Terms { get; } = new();

    /// <summary>How many nodes have any taint.</summary>
    public bool HasTaints => tainted > 0;

    public NodeRow? Find(string node) => byName.GetValueOrDefault(node);

    /// <summary>How many nodes have an image.</summary>
    public int HoldersOf(string image) => holders.GetValueOrDefault(image);

    /// <summary>The column of a node label, made when it is asked for first.</summary>
    public Topology TopologyOf(string key)
    {
        if (topologies.TryGetValue(key, out var topology)) return topology;
        topologies[key] = topology = new Topology(key);
        foreach (var row in rows) topology.Put(row);
        return topology;
    }

    /// <summary>The row when the node is new or differs in what decisions read; otherwise null.</summary>
    public NodeRow? Put(Document node)
    {
        if (byName.TryGetValue(node.Name, out var row))
        {
            var (images, hadTaints) = (row.Images, row.Taints.Length > 0);
            if (!row.Refresh(node)) return null;
            Hold(images.Keys, -1);
            if (hadTaints) tainted--;
            Count(row);
            return row;
        }
        row = new NodeRow(node, freeSlots.TryPop(out var slot) ? slot : rows.Count);
        byName[node.Name] = row;
        rows.Add(row);
        Count(row);
        if (!homeless.Remove(node.Name, out var pods)) return row;
        foreach (var uid in pods) Settle(placed[uid] with { Row = row });
        return row;
    }

    public void Remove(string node)
    {
        if (!byName.Remove(node, out var row)) return;
        rows.Remove(row);
        freeSlots.Push(row.Slot);
        Hold(row.Images.Keys, -1);
        if (row.Taints.Length > 0) tainted--;
        foreach (var pod in row.Pods.ToList())
        {
            Unsettle(placed[pod.Uid]);
            placed[pod.Uid] = new Seat(pod, node, null, null);
            Await(node, pod.Uid);
        }
    }

    /// <summary>A pod on its node: seen there, or only assumed while its binding is on the way.</summary>
    public void Place(PodRequest pod, string node)
    {
        Lift(pod.Uid);
        if (byName.TryGetValue(node, out var row))
        {
            Settle(new Seat(pod, node, row, null));
            return;
        }
        placed[pod.Uid] = new Seat(pod, node, null, null);
        Await(node, pod.Uid);
    }

    /// <summary>The row that has room again; null when the pod was on none.</summary>
    public NodeRow? Lift(string uid)
    {
        if (!placed.Remove(uid, out var place)) return null;
        if (place.Row is null)
        {
            if (homeless.TryGetValue(place.Node, out var pods) && pods.Remove(uid) && pods.Count == 0) homeless.Remove(place.Node);
            return null;
        }
        Unsettle(place);
        return place.Row;
    }

    public (string Node, PodRequest Request)? PlaceOf(string uid) => placed.TryGetValue(uid, out var place) ? (place.Node, place.Request) : null;

    private void Await(string node, string uid)
    {
        if (!homeless.TryGetValue(node, out var pods)) homeless[node] = pods = new HashSet<string>(StringComparer.Ordinal);
        pods.Add(uid);
    }

    private void Settle(Seat place)
    {
        place.Row!.Add(place.Request);
        placed[place.Request.Uid] = place with { Class = Census.Enter(place.Request, place.Row) };
        Terms.Change(place.Request, place.Row, 1);
    }

    private void Unsettle(Seat place)
    {
        place.Row!.Remove(place.Request.Uid);
        Census.Leave(place.Class!, place.Row);
        Terms.Change(place.Request, place.Row, -1);
    }

    private void Count(NodeRow row)
    {
        Hold(row.Images.Keys, 1);
        if (row.Taints.Length > 0) tainted++;
        foreach (var topology in topologies.Values) topology.Put(row);
    }

    private void Hold(IEnumerable<string> images, int sign)
    {
        foreach (var image in images) holders[image] = holders.GetValueOrDefault(image) + sign;
    }

    /// <summary>Where a pod is; without a row while its node is not known.</summary>
    private sealed record Seat(PodRequest Request, string Node, NodeRow? Row, PodClass? Class);
}
