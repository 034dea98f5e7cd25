using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Controllers.Autoscalers;

/// <summary>What pods, or one container of each, request of a resource, in thousandths.</summary>
internal static class PodRequests
{
    public static (Dictionary<string, long> Requests, string? Failure) Of(IEnumerable<Document> pods, string resource, string container)
    {
        var requests = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var pod in pods)
        {
            // What is said for the pod as a whole stands over what its containers say.
            var whole = pod.Spec["resources"u8]["requests"u8];
            if (container.Length == 0 && whole[resource].Exists)
            {
                requests[pod.Name] = Milli(whole[resource]);
                continue;
            }
            long sum = 0;
            foreach (var part in Running(pod))
            {
                var name = part["name"u8].AsString();
                if (container.Length > 0 && name != container) continue;
                if (part["resources"u8]["requests"u8][resource] is not { Exists: true } asked) return ([], $"missing request for {resource} in container {name} of Pod {pod.Name}");
                sum += Milli(asked);
            }
            requests[pod.Name] = sum;
        }
        return (requests, null);
    }

    private static List<Node> Running(Document pod)
    {
        var containers = new List<Node>();
        foreach (var container in pod.Spec["containers"u8].Items) containers.Add(container);
        foreach (var container in pod.Spec["initContainers"u8].Items)
            if (container["restartPolicy"u8].TextEquals("Always"u8)) containers.Add(container);
        return containers;
    }

    private static long Milli(Node quantity) => Quantity.TryParse(quantity.AsText(), out var parsed) ? parsed.MilliValue : 0;
}
