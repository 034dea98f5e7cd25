using System.Collections.Immutable;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Scheduling.Nodes;

/// <summary>What a pod asks of a node, read once: sums of its containers, the larger of those and each init container, plus overhead.</summary>
public sealed record PodRequest
{
    private const long DefaultMilliCpu = 100;
    private const long DefaultMemory = 200 * 1024 * 1024;

    public required Document Pod { get; init; }

    /// <summary>Processor time in thousandths.</summary>
    public long MilliCpu { get; init; }

    /// <summary>Bytes.</summary>
    public long Memory { get; init; }

    /// <summary>Everything asked for that is neither processor nor memory.</summary>
    public required IReadOnlyDictionary<string, long> Others { get; init; }

    /// <summary>Requests for scoring: a container that asks nothing counts as 100m and 200 MB.</summary>
    public long ScoreMilliCpu { get; init; }
    public long ScoreMemory { get; init; }
    public required ImmutableArray<(string Ip, string Protocol, int Port)> HostPorts { get; init; }
    public required ImmutableArray<Toleration> Tolerations { get; init; }

    /// <summary>The images of its containers, each with a tag.</summary>
    public required ImmutableArray<string> Images { get; init; }

    /// <summary>The node it names itself; empty: any.</summary>
    public required string NodeName { get; init; }

    /// <summary>Whether a node selector or node affinity narrows the choice.</summary>
    public bool SelectsNodes { get; init; }

    /// <summary>Whether it likes some nodes better by their labels.</summary>
    public bool PrefersNodes { get; init; }

    public static PodRequest Of(Document pod)
    {
        var spec = pod.Spec;
        var total = new Dictionary<string, long>(StringComparer.Ordinal);
        long scoreCpu = 0, scoreMemory = 0;
        foreach (var container in spec["containers"u8].Items)
        {
            var requests = container["resources"u8]["requests"u8];
            Add(total, requests);
            scoreCpu += Amount("cpu", requests["cpu"u8]) ?? DefaultMilliCpu;
            scoreMemory += Amount("memory", requests["memory"u8]) ?? DefaultMemory;
        }
        AddInitContainers(total, spec["initContainers"u8]);
        Add(total, spec["overhead"u8]);
        total.Remove("cpu", out var cpu);
        total.Remove("memory", out var memory);
        var affinity = spec["affinity"u8]["nodeAffinity"u8];
        return new PodRequest
        {
            Pod = pod,
            MilliCpu = cpu,
            Memory = memory,
            Others = total,
            ScoreMilliCpu = scoreCpu,
            ScoreMemory = scoreMemory,
            HostPorts = PortsOf(spec),
            Tolerations = Toleration.ListOf(spec["tolerations"u8]),
            Images = ImagesOf(spec),
            NodeName = spec["nodeName"u8].AsString(),
            SelectsNodes = spec["nodeSelector"u8].Count > 0 || !affinity["requiredDuringSchedulingIgnoredDuringExecution"u8].IsNullOrMissing,
            PrefersNodes = affinity["preferredDuringSchedulingIgnoredDuringExecution"u8].Count > 0,
        };
    }

    public bool Tolerates(Taint taint)
    {
        foreach (var toleration in Tolerations)
            if (toleration.Covers(taint)) return true;
        return false;
    }

    /// <summary>Processor time in thousandths, everything else in whole units; null when absent.</summary>
    public static long? Amount(string resource, Node value) =>
        value.IsNullOrMissing || !Quantity.TryParse(value.AsText(), out var quantity) ? null : resource == "cpu" ? quantity.MilliValue : quantity.Value;

    private static void AddInitContainers(Dictionary<string, long> total, Node containers)
    {
        var sidecars = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var container in containers.Items)
        {
            var requests = container["resources"u8]["requests"u8];
            if (container["restartPolicy"u8].TextEquals("Always"u8))
            {
                Add(total, requests);
                Add(sidecars, requests);
                continue;
            }
            foreach (var member in requests.Members)
                total[member.Name] = Math.Max(total.GetValueOrDefault(member.Name), (Amount(member.Name, member.Value) ?? 0) + sidecars.GetValueOrDefault(member.Name));
        }
    }

    private static ImmutableArray<(string, string, int)> PortsOf(Node spec)
    {
        var ports = ImmutableArray.CreateBuilder<(string, string, int)>();
        foreach (var container in spec["containers"u8].Items)
            foreach (var port in container["ports"u8].Items)
                if (port["hostPort"u8].AsInt32() is > 0 and var number)
                    ports.Add((port["hostIP"u8].AsString() is { Length: > 0 } ip ? ip : "0.0.0.0", port["protocol"u8].AsString() is { Length: > 0 } p ? p : "TCP", number));
        return ports.ToImmutable();
    }

    private static ImmutableArray<string> ImagesOf(Node spec)
    {
        var images = ImmutableArray.CreateBuilder<string>();
        foreach (var container in spec["containers"u8].Items)
        {
            var image = container["image"u8].AsString();
            images.Add(image.LastIndexOf(':') <= image.LastIndexOf('/') ? image + ":latest" : image);
        }
        return images.ToImmutable();
    }

    private static void Add(Dictionary<string, long> total, Node list)
    {
        foreach (var member in list.Members) total[member.Name] = total.GetValueOrDefault(member.Name) + (Amount(member.Name, member.Value) ?? 0);
    }
}
