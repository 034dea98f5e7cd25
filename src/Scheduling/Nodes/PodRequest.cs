using System.Collections.Immutable;
using Timonier.Documents;

namespace Timonier.Scheduling.Nodes;

/// <summary>What a pod asks of a node, read once from its document.</summary>
public sealed class PodRequest
{
    private static readonly KeyValuePair<string, long>[] Nothing = [];
    private LabelMap? labels;
    private NodeDemand? demand;

    private PodRequest(Document pod)
    {
        Pod = pod;
        var spec = pod.Spec;
        var total = ResourceSum.Of(pod, fills: false);
        total.Remove("cpu", out var cpu);
        total.Remove("memory", out var memory);
        MilliCpu = cpu;
        Memory = memory;
        Others = total.Count == 0 ? Nothing : [.. total.Where(r => r.Value != 0).OrderBy(r => r.Key, StringComparer.Ordinal)];
        var filled = ResourceSum.Of(pod, fills: true);
        ScoreMilliCpu = filled.GetValueOrDefault("cpu");
        ScoreMemory = filled.GetValueOrDefault("memory");
        HostPorts = PortsOf(spec);
        Tolerations = Toleration.ListOf(spec["tolerations"u8]);
        Images = ImagesOf(spec);
        NodeName = spec["nodeName"u8].AsString();
        Priority = spec["priority"u8].AsInt32();
        PodTerms = AffinityTerm.ListOf(pod);
        Claims = ClaimsOf(pod);
        IsEnding = !pod.Metadata["deletionTimestamp"u8].IsNullOrMissing;
    }

    /// <summary>The newest version that asks this; an older one would only be kept in memory by it.</summary>
    public Document Pod { get; private set; }
    public string Uid => Pod.Uid;
    public string Namespace => Pod.Namespace;
    public string Name => Pod.Name;
    public LabelMap Labels => labels ??= LabelMap.Of(Pod.Metadata["labels"u8]);
    public int Priority { get; }

    /// <summary>Whether its end has been asked for.</summary>
    public bool IsEnding { get; }

    /// <summary>Processor time in thousandths.</summary>
    public long MilliCpu { get; }

    /// <summary>Bytes.</summary>
    public long Memory { get; }

    /// <summary>Everything asked for that is neither processor nor memory, by name.</summary>
    public KeyValuePair<string, long>[] Others { get; }

    /// <summary>Requests for scoring: a container that asks nothing counts as 100m and 200 MiB.</summary>
    public long ScoreMilliCpu { get; }
    public long ScoreMemory { get; }
    public ImmutableArray<HostPort> HostPorts { get; }
    public ImmutableArray<Toleration> Tolerations { get; }

    /// <summary>The images of its containers, each with a tag.</summary>
    public ImmutableArray<string> Images { get; }

    /// <summary>The node it names itself; empty: any.</summary>
    public string NodeName { get; }

    /// <summary>Which nodes it demands by their labels.</summary>
    public NodeDemand Demand => demand ??= NodeDemand.Of(Pod.Spec);

    /// <summary>What it says about other pods: affinity and anti-affinity, required and preferred.</summary>
    public ImmutableArray<AffinityTerm> PodTerms { get; }

    /// <summary>The names of its volume claims.</summary>
    public ImmutableArray<string> Claims { get; }

    public static PodRequest Of(Document pod) => new(pod);

    public bool Tolerates(Taint taint)
    {
        foreach (var toleration in Tolerations)
            if (toleration.Covers(taint)) return true;
        return false;
    }

    public long AmountOf(string resource) => resource switch
    {
        "cpu" => MilliCpu,
        "memory" => Memory,
        _ => Others.FirstOrDefault(o => o.Key == resource).Value,
    };

    /// <summary>Takes the place of the version that was read, when it <see cref="AsksTheSame"/>.</summary>
    public void Renew(Document newer) => Pod = newer;

    /// <summary>Whether another version of the pod needs the same of its node and looks the same to selectors.</summary>
    public bool AsksTheSame(Document other) =>
        IsEnding == !other.Metadata["deletionTimestamp"u8].IsNullOrMissing
        && AreSame(Pod.Metadata["labels"u8], other.Metadata["labels"u8])
        && AreSame(Pod.Spec["containers"u8], other.Spec["containers"u8])
        && AreSame(Pod.Spec["resources"u8], other.Spec["resources"u8])
        && Allotted(Pod) == Allotted(other);

    private static string Allotted(Document pod)
    {
        var text = "";
        foreach (var status in pod.Status["containerStatuses"u8].Items)
            if (status["allocatedResources"u8].Exists) text += $"{status["allocatedResources"u8]}{status["resources"u8]["requests"u8]}";
        return text;
    }

    private static bool AreSame(Node x, Node y) => x.Raw.Span.SequenceEqual(y.Raw.Span);

    private static ImmutableArray<HostPort> PortsOf(Node spec)
    {
        var ports = ImmutableArray.CreateBuilder<HostPort>();
        AddPorts(ports, spec["containers"u8], static _ => true);
        AddPorts(ports, spec["initContainers"u8], static c => c["restartPolicy"u8].TextEquals("Always"u8));
        return ports.ToImmutable();
    }

    private static void AddPorts(ImmutableArray<HostPort>.Builder ports, Node containers, Func<Node, bool> holds)
    {
        foreach (var container in containers.Items)
        {
            if (!container["ports"u8].IsArray || !holds(container)) continue;
            foreach (var port in container["ports"u8].Items)
                if (port["hostPort"u8].AsInt32() is > 0 and var number)
                    ports.Add(new HostPort(port["hostIP"u8].AsString() is { Length: > 0 } ip ? ip : "0.0.0.0", port["protocol"u8].AsString() is { Length: > 0 } p ? p : "TCP", number));
        }
    }

    private static ImmutableArray<string> ImagesOf(Node spec)
    {
        var images = ImmutableArray.CreateBuilder<string>();
        foreach (var list in (Node[])[spec["initContainers"u8], spec["containers"u8]])
            foreach (var container in list.Items)
            {
                var image = container["image"u8].AsString();
                images.Add(image.LastIndexOf(':') <= image.LastIndexOf('/') ? image + ":latest" : image);
            }
        return images.ToImmutable();
    }

    private static ImmutableArray<string> ClaimsOf(Document pod)
    {
        var volumes = pod.Spec["volumes"u8];
        if (!volumes.IsArray) return [];
        var names = ImmutableArray.CreateBuilder<string>();
        foreach (var volume in volumes.Items)
        {
            // A claim that is made for the pod alone is called after pod and volume.
            if (volume["ephemeral"u8].Exists) names.Add($"{pod.Name}-{volume["name"u8].AsString()}");
            else if (volume["persistentVolumeClaim"u8]["claimName"u8].AsStringOrNull() is { } name) names.Add(name);
        }
        return names.ToImmutable();
    }
}
