using Timonier.Cel.Costs;
using Timonier.Cel.Evaluation;

namespace Timonier.Cel;

/// <summary>A compiled expression. It is immutable: any number of evaluations may run at once.</summary>
public sealed class CelProgram
{
    private readonly Step step;
    private readonly int slots;

    internal CelProgram(string text, CelType type, Step step, int slots, IReadOnlyCollection<string> variables, CelCost estimate)
    {
        Text = text;
        ResultType = type;
        Variables = variables;
        this.step = step;
        this.slots = slots;
        Estimate = estimate;
    }

    public string Text { get; }

    public CelType ResultType { get; }

    /// <summary>The declared variables that the expression uses.</summary>
    public IReadOnlyCollection<string> Variables { get; }

    /// <summary>What an evaluation may cost at least and at most, by the bounds that the declared types have.</summary>
    public CelCost Estimate { get; }

    /// <summary>Evaluates; <paramref name="budget"/> is in the units of <see cref="CelCostLimits"/>.</summary>
    public CelResult Evaluate(ICelActivation activation, long budget = CelCostLimits.PerCall, CancellationToken cancellation = default)
    {
        var frame = new Frame(activation, slots, (ulong)Math.Max(0, budget), cancellation);
        var value = step.Run(frame);
        if (frame.IsStopped) value = frame.Stopped;
        return new CelResult(value, frame.Cost > long.MaxValue ? long.MaxValue : (long)frame.Cost);
    }
}
