namespace Timonier.Scheduling.Nodes;

/// <summary>Waiting pods that were promised a node, for which others are being taken off it.</summary>
public sealed class NominatedPods
{
    private readonly Dictionary<string, List<PodRequest>> byNode = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> places = new(StringComparer.Ordinal);

    public bool IsEmpty => places.Count == 0;

    public IReadOnlyList<PodRequest> On(string node) => byNode.TryGetValue(node, out var pods) ? pods : [];

    public string PlaceOf(string uid) => places.GetValueOrDefault(uid, "");

    public void Put(PodRequest pod, string node)
    {
        Remove(pod.Uid);
        if (node.Length == 0) return;
        places[pod.Uid] = node;
        if (!byNode.TryGetValue(node, out var pods)) byNode[node] = pods = [];
        pods.Add(pod);
    }

    public void Remove(string uid)
    {
        if (!places.Remove(uid, out var node)) return;
        var pods = byNode[node];
        pods.RemoveAll(p => p.Uid == uid);
        if (pods.Count == 0) byNode.Remove(node);
    }
}
