using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Client;

/// <summary>Selectors as they stand in objects, and labels as they stand in metadata.</summary>
public static class ObjectSelectors
{
    /// <summary>A <c>matchLabels</c>/<c>matchExpressions</c> object; missing matches nothing, empty everything.</summary>
    public static LabelSelector Read(Node selector)
    {
        if (selector.IsNullOrMissing) return LabelSelector.Nothing;
        var requirements = new List<LabelRequirement>();
        foreach (var label in selector["matchLabels"u8].Members) requirements.Add(new(label.Name, LabelOperator.Equals, [label.Value.AsString()]));
        foreach (var expression in selector["matchExpressions"u8].Items)
        {
            if (Requirement(expression) is not { } requirement) return LabelSelector.Nothing;
            requirements.Add(requirement);
        }
        return LabelSelector.Of(requirements);
    }

    /// <summary>A map of labels that must all be there, as a Service has it.</summary>
    public static LabelSelector ReadMap(Node map)
    {
        var requirements = new List<LabelRequirement>();
        foreach (var label in map.Members) requirements.Add(new(label.Name, LabelOperator.Equals, [label.Value.AsString()]));
        return LabelSelector.Of(requirements);
    }

    /// <summary>One <c>{key, operator, values}</c>; null when the operator is unknown.</summary>
    public static LabelRequirement? Requirement(Node expression)
    {
        if (LabelSelector.OperatorOf(expression["operator"u8].AsString()) is not { } operation) return null;
        var values = new List<string>();
        foreach (var value in expression["values"u8].Items) values.Add(value.AsString());
        return new LabelRequirement(expression["key"u8].AsString(), operation, [.. values]);
    }

    public static bool MatchesLabels(this LabelSelector selector, Node labels) => selector.Matches(key => labels[key].AsStringOrNull());
}
