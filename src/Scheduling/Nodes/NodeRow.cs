using System.Collections.Frozen;
using System.Collections.Immutable;
using Timonier.Documents;

namespace Timonier.Scheduling.Nodes;

/// <summary>
/// One node of the table: what it offers, and the pods that use it, as plain numbers for what nearly every pod
/// asks. Changed only by the scheduler's own turn.
/// </summary>
public sealed class NodeRow
{
    private readonly Dictionary<string, PodRequest> pods = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> used = new(StringComparer.Ordinal);
    private Dictionary<string, long> offered = new(StringComparer.Ordinal);
    private int podsWithPorts;
    private int podsWithClaims;

    public NodeRow(Document node, int slot)
    {
        Node = node;
        Name = node.Name;
        Slot = slot;
        Read();
    }

    public Document Node { get; private set; }
    public string Name { get; }

    /// <summary>Its place in the columns of topologies; used again after the node is gone.</summary>
    public int Slot { get; }
    public LabelMap Labels { get; private set; } = LabelMap.Empty;
    public long MilliCpu { get; private set; }
    public long Memory { get; private set; }
    public long PodLimit { get; private set; }
    public long UsedMilliCpu { get; private set; }
    public long UsedMemory { get; private set; }
    public long ScoreMilliCpu { get; private set; }
    public long ScoreMemory { get; private set; }
    public int PodCount => pods.Count;
    public IReadOnlyCollection<PodRequest> Pods => pods.Values;
    public ImmutableArray<Taint> Taints { get; private set; } = [];

    /// <summary>Sizes in bytes, by every name of the image.</summary>
    public FrozenDictionary<string, long> Images { get; private set; } = FrozenDictionary<string, long>.Empty;
    public bool IsUnschedulable { get; private set; }

    /// <summary>Pods that hold ports of the node itself.</summary>
    public IEnumerable<PodRequest> PodsWithPorts => podsWithPorts == 0 ? [] : pods.Values.Where(p => p.HostPorts.Length > 0);

    /// <summary>Pods that use volumes by claims.</summary>
    public IEnumerable<PodRequest> PodsWithClaims => podsWithClaims == 0 ? [] : pods.Values.Where(p => p.Claims.Length > 0);

    public long Offered(string resource) => resource switch
    {
        "cpu" => MilliCpu,
        "memory" => Memory,
        _ => offered.GetValueOrDefault(resource),
    };

    public long Used(string resource) => resource switch
    {
        "cpu" => UsedMilliCpu,
        "memory" => UsedMemory,
        _ => used.GetValueOrDefault(resource),
    };

    /// <summary>What is left of a resource that is neither processor nor memory.</summary>
    public long Free(string resource) => offered.GetValueOrDefault(resource) - used.GetValueOrDefault(resource);

    /// <summary>Takes the node's new state; answers whether it differs in anything that a decision reads (heartbeats do not).</summary>
    public bool Refresh(Document node)
    {
        var before = Node;
        Node = node;
        if (AreSame(before.Spec, node.Spec) && AreSame(before.Metadata["labels"u8], node.Metadata["labels"u8])
            && AreSame(before.Status["allocatable"u8], node.Status["allocatable"u8]) && AreSame(before.Status["images"u8], node.Status["images"u8])) return false;
        Read();
        return true;
    }

    public void Add(PodRequest pod)
    {
        Remove(pod.Uid);
        pods[pod.Uid] = pod;
        Count(pod, 1);
    }

    public void Remove(string uid)
    {
        if (pods.Remove(uid, out var pod)) Count(pod, -1);
    }

    private void Read()
    {
        offered = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var member in Node.Status["allocatable"u8].Members) offered[member.Name] = ResourceSum.Amount(member.Name, member.Value) ?? 0;
        MilliCpu = offered.GetValueOrDefault("cpu");
        Memory = offered.GetValueOrDefault("memory");
        PodLimit = offered.GetValueOrDefault("pods");
        Labels = LabelMap.Of(Node.Metadata["labels"u8]);
        var taints = ImmutableArray.CreateBuilder<Taint>();
        foreach (var taint in Node.Spec["taints"u8].Items) taints.Add(new Taint(taint["key"u8].AsString(), taint["value"u8].AsString(), taint["effect"u8].AsString()));
        Taints = taints.ToImmutable();
        var images = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var image in Node.Status["images"u8].Items)
            foreach (var name in image["names"u8].Items) images[name.AsString()] = image["sizeBytes"u8].AsInt64();
        Images = images.ToFrozenDictionary(StringComparer.Ordinal);
        IsUnschedulable = Node.Spec["unschedulable"u8].AsBool();
    }

    private void Count(PodRequest pod, int sign)
    {
        UsedMilliCpu += sign * pod.MilliCpu;
        UsedMemory += sign * pod.Memory;
        ScoreMilliCpu += sign * pod.ScoreMilliCpu;
        ScoreMemory += sign * pod.ScoreMemory;
        if (pod.HostPorts.Length > 0) podsWithPorts += sign;
        if (pod.Claims.Length > 0) podsWithClaims += sign;
        foreach (var (resource, amount) in pod.Others) used[resource] = used.GetValueOrDefault(resource) + (sign * amount);
    }

    private static bool AreSame(Documents.Node x, Documents.Node y) => x.Raw.Span.SequenceEqual(y.Raw.Span);
}
