using Timonier.Documents;

namespace Timonier.Client;

/// <summary>Which nodes a pod asks for by its node selector and node affinity.</summary>
public static class NodeSelection
{
    /// <summary>Whether a node is one of those that a pod requires.</summary>
    public static bool Allows(Node podSpec, Document node)
    {
        foreach (var label in podSpec["nodeSelector"u8].Members)
            if (node.Metadata["labels"u8][label.Name].AsStringOrNull() != label.Value.AsString()) return false;
        var required = podSpec["affinity"u8]["nodeAffinity"u8]["requiredDuringSchedulingIgnoredDuringExecution"u8];
        if (required.IsNullOrMissing) return true;
        // Terms are alternatives; an empty one selects nothing.
        foreach (var term in required["nodeSelectorTerms"u8].Items)
            if (Matches(term, node)) return true;
        return false;
    }

    /// <summary>Whether a node meets all that one term says; an empty term is met by none.</summary>
    public static bool Matches(Node term, Document node)
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
