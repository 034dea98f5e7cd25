using Timonier.Cel;
using Timonier.Kinds;

namespace Timonier.Api.Admission.Policies;

/// <summary>Evaluates expressions of one policy about one write, one after the other, until the budget they share is spent.</summary>
internal sealed class ExpressionRun(CelComposition variables, ICelActivation request, long budget, CancellationToken cancellation)
{
    private const string OutOfBudget = "validation failed due to running out of cost budget, no further validation rules will be run";
    private readonly CelComposition.Values values = variables.Begin(request, PolicyExpressions.Name, budget, cancellation);

    /// <summary>What may still be spent.</summary>
    public long Left { get; private set; } = budget;

    /// <summary>No further expression is evaluated.</summary>
    public bool IsOver { get; private set; }

    /// <summary>The value, or why there is none.</summary>
    public (CelValue Value, string? Error) Evaluate(CelCompilation expression)
    {
        if (expression.Program is not { } program) return (default, "compilation error: " + expression.Failure);
        var before = values.Cost;
        var result = program.Evaluate(values, Math.Min(Left, CelCostLimits.PerCall), cancellation);
        var cost = values.Cost - before + result.Cost;
        if (IsOver = cost > Left) return (default, OutOfBudget);
        Left -= cost;
        return result.Error is { } error ? (default, $"expression '{program.Text}' resulted in error: {error.Message}") : (result.Value, null);
    }
}
