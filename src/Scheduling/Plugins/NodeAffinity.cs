using Timonier.Client;
using Timonier.Documents;
using Timonier.Scheduling.Nodes;

namespace Timonier.Scheduling.Plugins;

/// <summary>Node selectors and node affinity.</summary>
internal static class NodeAffinity
{
    public static bool IsRequiredMet(Document pod, NodeRow row)
    {
        foreach (var label in pod.Spec["nodeSelector"u8].Members)
            if (row.Node.Metadata["labels"u8][label.Name].AsStringOrNull() != label.Value.AsString()) return false;
        var required = pod.Spec["affinity"u8]["nodeAffinity"u8]["requiredDuringSchedulingIgnoredDuringExecution"u8];
        if (required.IsNullOrMissing) return true;
        // Terms are alternatives; an empty one selects nothing.
        foreach (var term in required["nodeSelectorTerms"u8].Items)
            if (Matches(term, row.Node)) return true;
        return false;
    }

    public static long Preferred(Document pod, NodeRow row)
    {
        long sum = 0;
        foreach (var preferred in pod.Spec["affinity"u8]["nodeAffinity"u8]["preferredDuringSchedulingIgnoredDuringExecution"u8].Items)
            if (Matches(preferred["preference"u8], row.Node)) sum += preferred["weight"u8].AsInt32();
        return sum;
    }

    private static bool Matches(Node term, Document node)
    {
        var any = false;
        foreach (var expression in term["matchExpressions"u8].Items)
        {
            any = true;
            if (ObjectSelectors.Requirement(expression) is not { } requirement || !requirement.Matches(node.Metadata["labels"u8][requirement.Key].AsStringOrNull())) return false;
        }
        foreach (var expression in term["matchFields"u8].Items)
        {
            any = true;
            if (ObjectSelectors.Requirement(expression) is not { Key: "metadata.name" } requirement || !requirement.Matches(node.Name)) return false;
        }
        return any;
    }
}
