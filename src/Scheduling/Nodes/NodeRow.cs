using Timonier.Documents;

namespace Timonier.Scheduling.Nodes;

/// <summary>One node of the table: what it offers, and the pods that use it. Changed only by the scheduler's own turn.</summary>
public sealed class NodeRow
{
    private readonly Dictionary<string, PodRequest> pods = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> used = new(StringComparer.Ordinal);

    public NodeRow(Document node) => Refresh(node);

    public Document Node { get; private set; } = null!;
    public string Name => Node.Name;
    public IReadOnlyDictionary<string, long> Allocatable { get; private set; } = null!;
    public IReadOnlyList<Taint> Taints { get; private set; } = null!;
    public IReadOnlyDictionary<string, long> Images { get; private set; } = null!;
    public bool IsUnschedulable { get; private set; }
    public long ScoreMilliCpu { get; private set; }
    public long ScoreMemory { get; private set; }
    public int PodCount => pods.Count;
    public IEnumerable<PodRequest> Pods => pods.Values;

    public long Used(string resource) => used.GetValueOrDefault(resource);

    public void Refresh(Document node)
    {
        Node = node;
        var allocatable = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var member in node.Status["allocatable"u8].Members) allocatable[member.Name] = PodRequest.Amount(member.Name, member.Value) ?? 0;
        Allocatable = allocatable;
        var taints = new List<Taint>();
        foreach (var taint in node.Spec["taints"u8].Items) taints.Add(new Taint(taint["key"u8].AsString(), taint["value"u8].AsString(), taint["effect"u8].AsString()));
        Taints = taints;
        var images = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var image in node.Status["images"u8].Items)
            foreach (var name in image["names"u8].Items) images[name.AsString()] = image["sizeBytes"u8].AsInt64();
        Images = images;
        IsUnschedulable = node.Spec["unschedulable"u8].AsBool();
    }

    public void Add(PodRequest pod)
    {
        Remove(pod.Pod.Uid);
        pods[pod.Pod.Uid] = pod;
        Count(pod, 1);
    }

    public void Remove(string uid)
    {
        if (pods.Remove(uid, out var pod)) Count(pod, -1);
    }

    private void Count(PodRequest pod, int sign)
    {
        foreach (var (resource, amount) in pod.Resources) used[resource] = used.GetValueOrDefault(resource) + (sign * amount);
        ScoreMilliCpu += sign * pod.ScoreMilliCpu;
        ScoreMemory += sign * pod.ScoreMemory;
    }
}
