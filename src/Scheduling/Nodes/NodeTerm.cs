using System.Collections.Immutable;
using Timonier.Client;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Scheduling.Nodes;

/// <summary>Conditions on a node's labels and name that must all hold; without any it is met by none.</summary>
/// <param name="Labels">On labels.</param>
/// <param name="Names">On the name.</param>
/// <param name="IsSound">Whether every condition could be read.</param>
public sealed record NodeTerm(ImmutableArray<LabelRequirement> Labels, ImmutableArray<LabelRequirement> Names, bool IsSound)
{
    public bool IsMetBy(NodeRow row)
    {
        if (!IsSound || (Labels.IsEmpty && Names.IsEmpty)) return false;
        foreach (var requirement in Labels)
            if (!requirement.Matches(row.Labels[requirement.Key])) return false;
        foreach (var requirement in Names)
            if (!requirement.Matches(row.Name)) return false;
        return true;
    }

    public static NodeTerm Of(Node term)
    {
        var (labels, names) = (ImmutableArray.CreateBuilder<LabelRequirement>(), ImmutableArray.CreateBuilder<LabelRequirement>());
        var isSound = true;
        foreach (var expression in term["matchExpressions"u8].Items)
        {
            if (ObjectSelectors.Requirement(expression) is { } requirement) labels.Add(requirement);
            else isSound = false;
        }
        foreach (var expression in term["matchFields"u8].Items)
        {
            if (ObjectSelectors.Requirement(expression) is { Key: "metadata.name" } requirement) names.Add(requirement);
            else isSound = false;
        }
        return new NodeTerm(labels.ToImmutable(), names.ToImmutable(), isSound);
    }
}
