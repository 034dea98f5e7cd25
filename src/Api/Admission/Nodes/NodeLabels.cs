using Timonier.Documents;

namespace Timonier.Api.Admission.Nodes;

/// <summary>Which of its own labels a node may not choose: they would draw pods to it that are not meant for it.</summary>
internal static class NodeLabels
{
    private const string Restricted = "node-restriction.kubernetes.io";

    // What a node knows of itself; any other label of Kubernetes' own is for those who run the cluster.
    private static readonly string[] Own =
    [
        "kubernetes.io/hostname", "kubernetes.io/os", "kubernetes.io/arch", "beta.kubernetes.io/os", "beta.kubernetes.io/arch",
        "topology.kubernetes.io/zone", "topology.kubernetes.io/region", "failure-domain.beta.kubernetes.io/zone", "failure-domain.beta.kubernetes.io/region",
        "node.kubernetes.io/instance-type", "beta.kubernetes.io/instance-type", "node.kubernetes.io/windows-build",
    ];

    /// <summary>Why not; null when every label that is new, other or gone is the node's to choose.</summary>
    public static string? Refusal(Document? old, DraftObject body)
    {
        var now = body.Object("metadata")["labels"] as DraftObject ?? [];
        var before = old?.Metadata["labels"u8] ?? default;
        var changed = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var (name, value) in now)
            if (!before[name].Exists || before[name].AsString() != value.AsString()) changed.Add(name);
        foreach (var label in before.Members)
            if (!now.Has(label.Name)) changed.Add(label.Name);
        changed.RemoveWhere(IsOwn);
        if (changed.Count == 0) return null;
        return old is null
            ? $"is not allowed to set the following labels: {string.Join(", ", changed)}"
            : $"is not allowed to modify labels: {string.Join(", ", changed)}";
    }

    private static bool IsOwn(string label)
    {
        if (!label.Contains('/', StringComparison.Ordinal) || Own.Contains(label, StringComparer.Ordinal)) return true;
        var domain = label.Split('/')[0];
        if (Within(domain, Restricted)) return false;
        return !(Within(domain, "kubernetes.io") || Within(domain, "k8s.io")) || Within(domain, "kubelet.kubernetes.io") || Within(domain, "node.kubernetes.io");
    }

    private static bool Within(string domain, string parent) => domain == parent || domain.EndsWith("." + parent, StringComparison.Ordinal);
}
