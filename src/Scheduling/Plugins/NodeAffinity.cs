using Timonier.Client;
using Timonier.Documents;
using Timonier.Scheduling.Nodes;

namespace Timonier.Scheduling.Plugins;

/// <summary>Node selectors and node affinity.</summary>
internal static class NodeAffinity
{
    public static bool IsRequiredMet(Document pod, NodeRow row) => NodeSelection.Allows(pod.Spec, row.Node);

    public static long Preferred(Document pod, NodeRow row)
    {
        long sum = 0;
        foreach (var preferred in pod.Spec["affinity"u8]["nodeAffinity"u8]["preferredDuringSchedulingIgnoredDuringExecution"u8].Items)
            if (NodeSelection.Matches(preferred["preference"u8], row.Node)) sum += preferred["weight"u8].AsInt32();
        return sum;
    }
}
