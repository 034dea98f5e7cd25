using Timonier.Client;

namespace Timonier.Node.Pods;

/// <summary>The node's last look at a pod before it runs. Pods bound past the scheduler, or by one that knew less, end here.</summary>
internal static class NodeAdmission
{
    private static readonly Rejection Misplaced = new("NodeAffinity", "Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector");

    /// <param name="pod">The pod that came.</param>
    /// <param name="others">Those that were taken before and have not ended.</param>
    /// <param name="allocatable">What the node reports for pods.</param>
    /// <param name="maxPods">How many pods the node takes.</param>
    public static Rejection? Fit(PodDefinition pod, IReadOnlyCollection<PodDefinition> others, PodResources allocatable, int maxPods)
    {
        if (others.Count + 1 > maxPods) return Lack("pods", 1, others.Count, maxPods);
        var wanted = pod.Requests;
        var used = others.Select(o => o.Requests).ToArray();
        return Check("cpu", r => r.MilliCpu) ?? Check("memory", r => r.Memory) ?? Check("ephemeral-storage", r => r.Storage);

        Rejection? Check(string resource, Func<PodResources, long> amount)
        {
            var taken = used.Sum(amount);
            return amount(wanted) > 0 && amount(wanted) > amount(allocatable) - taken ? Lack(resource, amount(wanted), taken, amount(allocatable)) : null;
        }
    }

    /// <summary>Whether the pod says anything about the node it wants.</summary>
    public static bool IsChoosy(PodDefinition pod) => pod.Spec["nodeSelector"u8].Count > 0 || Required(pod).Exists;

    public static Rejection? Placement(PodDefinition pod, Document node)
    {
        var labels = node.Metadata["labels"u8];
        foreach (var wanted in pod.Spec["nodeSelector"u8].Members)
            if (labels[wanted.Name].AsStringOrNull() != wanted.Value.AsString()) return Misplaced;
        if (!Required(pod).Exists) return null;
        foreach (var term in Required(pod)["nodeSelectorTerms"u8].Items)
            if (IsMet(term["matchExpressions"u8], key => labels[key].AsStringOrNull()) is var byLabel && IsMet(term["matchFields"u8], _ => node.Name) is var byField
                && (byLabel ?? true) && (byField ?? true) && (byLabel ?? byField) is not null) return null;
        return Misplaced;
    }

    /// <summary>Null when nothing is asked.</summary>
    private static bool? IsMet(Place expressions, Func<string, string?> value)
    {
        if (expressions.Count == 0) return null;
        foreach (var expression in expressions.Items)
            if (ObjectSelectors.Requirement(expression) is not { } asked || !asked.Matches(value(asked.Key))) return false;
        return true;
    }

    private static Place Required(PodDefinition pod) => pod.Spec["affinity"u8]["nodeAffinity"u8]["requiredDuringSchedulingIgnoredDuringExecution"u8];

    private static Rejection Lack(string resource, long requested, long used, long capacity) =>
        new($"OutOf{resource}", $"Node didn't have enough resource: {resource}, requested: {requested}, used: {used}, capacity: {capacity}");
}
