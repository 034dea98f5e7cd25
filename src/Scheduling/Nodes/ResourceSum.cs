using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Scheduling.Nodes;

/// <summary>
/// What a pod asks for in all: its containers and sidecars together, or an init container with the sidecars before
/// it where that is more, or what the pod asks as a whole; plus overhead.
/// </summary>
internal sealed class ResourceSum
{
    private const long DefaultMilliCpu = 100;
    private const long DefaultMemory = 200 * 1024 * 1024;
    private readonly Dictionary<string, long> total = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> sidecars = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> peak = new(StringComparer.Ordinal);
    private readonly bool fills;

    private ResourceSum(bool fills) => this.fills = fills;

    /// <param name="pod">The pod.</param>
    /// <param name="fills">For scoring: a container that says nothing about processor or memory counts with 100m and 200 MiB.</param>
    public static Dictionary<string, long> Of(Document pod, bool fills)
    {
        var sum = new ResourceSum(fills);
        foreach (var container in pod.Spec["containers"u8].Items) sum.AddContainer(container, pod.Status["containerStatuses"u8]);
        foreach (var container in pod.Spec["initContainers"u8].Items) sum.AddInitContainer(container, pod.Status["initContainerStatuses"u8]);
        foreach (var (resource, amount) in sum.sidecars) Grow(sum.total, resource, amount);
        foreach (var (resource, amount) in sum.peak) sum.total[resource] = Math.Max(sum.total.GetValueOrDefault(resource), amount);
        // What the pod asks as a whole replaces what its containers ask.
        foreach (var member in pod.Spec["resources"u8]["requests"u8].Members) sum.total[member.Name] = Amount(member.Name, member.Value) ?? 0;
        foreach (var member in pod.Spec["overhead"u8].Members) Grow(sum.total, member.Name, Amount(member.Name, member.Value) ?? 0);
        return sum.total;
    }

    /// <summary>Processor time in thousandths, everything else in whole units; null when absent.</summary>
    public static long? Amount(string resource, Node value) =>
        value.IsNullOrMissing || !Quantity.TryParse(value.AsText(), out var quantity) ? null : resource == "cpu" ? quantity.MilliValue : quantity.Value;

    private void AddContainer(Node container, Node statuses)
    {
        foreach (var (resource, amount) in Requests(container, statuses)) Grow(total, resource, amount);
    }

    private void AddInitContainer(Node container, Node statuses)
    {
        var requests = Requests(container, statuses);
        var isSidecar = container["restartPolicy"u8].TextEquals("Always"u8);
        foreach (var (resource, amount) in requests)
        {
            var before = sidecars.GetValueOrDefault(resource);
            if (isSidecar) sidecars[resource] = before + amount;
            peak[resource] = Math.Max(peak.GetValueOrDefault(resource), before + amount);
        }
    }

    private Dictionary<string, long> Requests(Node container, Node statuses)
    {
        var requests = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var member in container["resources"u8]["requests"u8].Members) requests[member.Name] = Amount(member.Name, member.Value) ?? 0;
        Raise(requests, container["name"u8].AsString(), statuses);
        if (!fills) return requests;
        requests.TryAdd("cpu", DefaultMilliCpu);
        requests.TryAdd("memory", DefaultMemory);
        return requests;
    }

    /// <summary>While a container is resized in place it holds the most of what is asked, allotted and actually set.</summary>
    private static void Raise(Dictionary<string, long> requests, string name, Node statuses)
    {
        foreach (var status in statuses.Items)
        {
            if (status["name"u8].AsString() != name) continue;
            Raise(requests, status["allocatedResources"u8]);
            Raise(requests, status["resources"u8]["requests"u8]);
        }
    }

    private static void Raise(Dictionary<string, long> requests, Node held)
    {
        foreach (var member in held.Members)
            if (requests.TryGetValue(member.Name, out var asked)) requests[member.Name] = Math.Max(asked, Amount(member.Name, member.Value) ?? 0);
    }

    private static void Grow(Dictionary<string, long> sum, string resource, long amount) => sum[resource] = sum.GetValueOrDefault(resource) + amount;
}
