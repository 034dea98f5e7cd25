using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Scheduling.Nodes;

/// <summary>What a pod asks of a node, read once: sums of its containers, the larger of those and each init container, plus overhead.</summary>
public sealed record PodRequest
{
    public required Document Pod { get; init; }
    public required IReadOnlyDictionary<string, long> Resources { get; init; }

    /// <summary>Requests for scoring: a container that asks nothing counts as 100m and 200 MB.</summary>
    public long ScoreMilliCpu { get; init; }
    public long ScoreMemory { get; init; }
    public required IReadOnlyList<(string Ip, string Protocol, int Port)> HostPorts { get; init; }

    private const long DefaultMilliCpu = 100;
    private const long DefaultMemory = 200 * 1024 * 1024;

    public long this[string resource] => Resources.GetValueOrDefault(resource);

    public static PodRequest Of(Document pod)
    {
        var total = new Dictionary<string, long>(StringComparer.Ordinal);
        var ports = new List<(string, string, int)>();
        long scoreCpu = 0, scoreMemory = 0;
        foreach (var container in pod.Spec["containers"u8].Items)
        {
            Add(total, container["resources"u8]["requests"u8]);
            var requests = container["resources"u8]["requests"u8];
            scoreCpu += Amount("cpu", requests["cpu"u8]) ?? DefaultMilliCpu;
            scoreMemory += Amount("memory", requests["memory"u8]) ?? DefaultMemory;
            foreach (var port in container["ports"u8].Items)
                if (port["hostPort"u8].AsInt32() is > 0 and var number)
                    ports.Add((port["hostIP"u8].AsString() is { Length: > 0 } ip ? ip : "0.0.0.0", port["protocol"u8].AsString() is { Length: > 0 } p ? p : "TCP", number));
        }
        var sidecars = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var container in pod.Spec["initContainers"u8].Items)
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
        Add(total, pod.Spec["overhead"u8]);
        return new PodRequest { Pod = pod, Resources = total, HostPorts = ports, ScoreMilliCpu = scoreCpu, ScoreMemory = scoreMemory };
    }

    /// <summary>Processor time in thousandths, everything else in whole units; null when absent.</summary>
    public static long? Amount(string resource, Node value) =>
        value.IsNullOrMissing || !Quantity.TryParse(value.AsText(), out var quantity) ? null : resource == "cpu" ? quantity.MilliValue : quantity.Value;

    private static void Add(Dictionary<string, long> total, Node list)
    {
        foreach (var member in list.Members) total[member.Name] = total.GetValueOrDefault(member.Name) + (Amount(member.Name, member.Value) ?? 0);
    }
}
