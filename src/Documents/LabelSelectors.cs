using Timonier.Kernel;

namespace Timonier.Documents;

/// <summary>The object form of label selectors.</summary>
public static class LabelSelectors
{
    /// <summary>
    /// Reads <c>matchLabels</c> and <c>matchExpressions</c>. A missing selector matches nothing, an empty one everything,
    /// and one with an unknown operator nothing, since it cannot be honoured.
    /// </summary>
    public static LabelSelector Of(Node selector)
    {
        if (!selector.IsObject) return LabelSelector.Nothing;
        var requirements = new List<LabelRequirement>();
        foreach (var label in selector["matchLabels"u8].Members)
            requirements.Add(new LabelRequirement(label.Name, LabelOperator.Equals, [label.Value.AsString()]));
        foreach (var expression in selector["matchExpressions"u8].Items)
        {
            if (LabelSelector.OperatorOf(expression["operator"u8].AsString()) is not { } operation) return LabelSelector.Nothing;
            var values = new List<string>();
            foreach (var value in expression["values"u8].Items) values.Add(value.AsString());
            if (operation is LabelOperator.GreaterThan or LabelOperator.LessThan && values.Count != 1) return LabelSelector.Nothing;
            requirements.Add(new LabelRequirement(expression["key"u8].AsString(), operation, [.. values]));
        }
        return LabelSelector.Of(requirements);
    }

    /// <summary>The plain form of Services and ReplicationControllers: a map of labels; a missing or empty one selects nothing.</summary>
    public static LabelSelector OfMap(Node map)
    {
        var labels = new List<KeyValuePair<string, string>>();
        foreach (var label in map.Members) labels.Add(new(label.Name, label.Value.AsString()));
        return labels.Count == 0 ? LabelSelector.Nothing : LabelSelector.OfLabels(labels);
    }

    /// <param name="selector">The conditions.</param>
    /// <param name="labels">An object's <c>metadata.labels</c>.</param>
    public static bool Matches(this LabelSelector selector, Node labels) => selector.Matches(key => labels[key].AsStringOrNull());
}
