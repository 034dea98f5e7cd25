using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Scheduling.Nodes;

/// <summary>Labels named by key only, whose values are those of the pod that asks.</summary>
internal static class SelectorKeys
{
    /// <param name="selector">The selector so far.</param>
    /// <param name="pod">The pod that asks; a label that it does not have adds nothing.</param>
    /// <param name="keys">The names of labels.</param>
    /// <param name="operation">Whether the others must have the same value, or another.</param>
    public static LabelSelector Merge(LabelSelector selector, Document pod, Node keys, LabelOperator operation)
    {
        if (selector.IsNothing || keys.Count == 0) return selector;
        var all = selector.Requirements.ToList();
        foreach (var key in keys.Items)
            if (pod.Metadata["labels"u8][key.AsString()].AsStringOrNull() is { } value) all.Add(new LabelRequirement(key.AsString(), operation, [value]));
        return LabelSelector.Of(all.Distinct());
    }
}
