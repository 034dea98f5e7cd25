using System.Collections.Immutable;
using Timonier.Cel;
using Timonier.Documents;
using Timonier.Kinds;

namespace Timonier.Api.Admission.Matching;

/// <summary>Expressions that must all be true of a request for a webhook or a policy to be asked about it.</summary>
internal sealed class MatchConditions
{
    private readonly ImmutableArray<CelCompilation> conditions;
    private readonly bool failsOpen;

    private MatchConditions(ImmutableArray<CelCompilation> conditions, bool failsOpen)
    {
        this.conditions = conditions;
        this.failsOpen = failsOpen;
    }

    public bool IsEmpty => conditions.IsEmpty;

    /// <param name="conditions">A list of names and expressions.</param>
    /// <param name="failsOpen">Whether a condition that cannot be judged means that there is no match.</param>
    /// <param name="hasParameters">Whether the conditions may speak of a policy's parameters.</param>
    public static MatchConditions Of(Node conditions, bool failsOpen, bool hasParameters)
    {
        var compiled = ImmutableArray.CreateBuilder<CelCompilation>();
        foreach (var condition in conditions.Items) compiled.Add(AdmissionExpressions.Compile(condition["expression"u8].AsString().Trim(), hasParameters));
        return new MatchConditions(compiled.ToImmutable(), failsOpen);
    }

    /// <summary>Whether all hold, or why that cannot be said.</summary>
    public (bool Holds, string? Error) Judge(ICelActivation variables, CancellationToken cancellation)
    {
        var errors = new List<string>();
        var budget = CelCostLimits.MatchConditions;
        foreach (var condition in conditions)
        {
            if (condition.Program is not { } program)
            {
                errors.Add("compilation error: " + condition.Failure);
                continue;
            }
            var result = program.Evaluate(variables, Math.Min(budget, CelCostLimits.PerCall), cancellation);
            budget -= result.Cost;
            // One that is false decides, whatever went wrong with the others.
            if (result.Error is { } error) errors.Add($"expression '{program.Text}' resulted in error: {error.Message}");
            else if (!result.Value.AsBool()) return (false, null);
        }
        if (errors.Count == 0) return (true, null);
        return failsOpen ? (false, null) : (false, errors is [var one] ? one : $"[{string.Join(", ", errors)}]");
    }
}
