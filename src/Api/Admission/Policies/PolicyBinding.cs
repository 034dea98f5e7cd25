using System.Collections.Immutable;
using Timonier.Api.Admission.Matching;
using Timonier.Documents;

namespace Timonier.Api.Admission.Policies;

/// <summary>A binding as it was written, read once for as long as it stays so.</summary>
internal sealed record PolicyBinding
{
    public required string Name { get; init; }
    public required string PolicyName { get; init; }
    public required ParameterReference? Parameters { get; init; }
    public required MatchCriteria Criteria { get; init; }

    /// <summary>What a failed validation does: Deny, Warn, Audit; none for a binding of a mutating policy.</summary>
    public required ImmutableArray<string> Actions { get; init; }

    public static PolicyBinding Of(Document binding)
    {
        var actions = ImmutableArray.CreateBuilder<string>();
        foreach (var action in binding.Spec["validationActions"u8].Items) actions.Add(action.AsString());
        return new PolicyBinding
        {
            Name = binding.Name,
            PolicyName = binding.Spec["policyName"u8].AsString(),
            Parameters = ParameterReference.Of(binding.Spec["paramRef"u8]),
            Criteria = MatchCriteria.OfPolicy(binding.Spec["matchResources"u8]),
            Actions = actions.ToImmutable(),
        };
    }
}
