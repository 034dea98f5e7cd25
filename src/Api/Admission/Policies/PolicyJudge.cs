using System.Text;
using Timonier.Cel;

namespace Timonier.Api.Admission.Policies;

/// <summary>Evaluates a validating policy about one write.</summary>
internal static class PolicyJudge
{
    private const int LongestMessage = 5 * 1024;

    public static PolicyFindings Judge(ValidatingPolicy policy, ICelActivation variables, CancellationToken cancellation)
    {
        // 1 whether the policy is about this write at all
        if (!policy.Conditions.IsEmpty)
        {
            var (holds, error) = policy.Conditions.Judge(variables, cancellation);
            if (error is not null) return PolicyFindings.Failed(error, policy.FailsOpen);
            if (!holds) return PolicyFindings.None;
        }

        // 2 what it says against it
        var run = new ExpressionRun(policy.Variables, variables, CelCostLimits.PerObject, cancellation);
        var failures = new List<(int, string, string)>();
        var failed = new List<int>();
        for (var i = 0; i < policy.Validations.Length; i++)
        {
            var (value, error) = run.Evaluate(policy.Validations[i].Check);
            if (run.IsOver) return PolicyFindings.Failed(error!, policy.FailsOpen);
            if (error is null && !value.Equals(CelValue.True)) failed.Add(i);
            else if (error is not null && !policy.FailsOpen) failures.Add((i, error, ""));
        }
        if (failed.Count > 0) failures.AddRange(Explain(policy, failed, variables, run.Left, cancellation));
        failures.Sort((a, b) => a.Item1.CompareTo(b.Item1));

        // 3 what it wants to be remembered of it
        return Annotate(policy, variables, failures, cancellation);
    }

    private static IEnumerable<(int, string, string)> Explain(ValidatingPolicy policy, List<int> failed, ICelActivation variables, long budget, CancellationToken cancellation)
    {
        var run = new ExpressionRun(policy.Variables, variables, budget, cancellation);
        foreach (var i in failed)
        {
            var validation = policy.Validations[i];
            var (value, error) = validation.ComputedMessage is { } computed && !run.IsOver ? run.Evaluate(computed) : (CelValue.Null, null);
            if (run.IsOver && error is not null)
            {
                if (!policy.FailsOpen) yield return (i, $"failed messageExpression: {error}", "");
                continue;
            }
            var said = error is null && value.Kind == CelKind.String ? value.AsString().Trim() : "";
            if (Encoding.UTF8.GetByteCount(said) > LongestMessage || said.Contains('\n', StringComparison.Ordinal)) said = "";
            if (said.Length == 0) said = validation.Message;
            yield return (i, said.Length > 0 ? said : $"failed expression: {validation.Check.Text.Trim()}", validation.Reason);
        }
    }

    private static PolicyFindings Annotate(ValidatingPolicy policy, ICelActivation variables, List<(int, string, string)> failures, CancellationToken cancellation)
    {
        var run = new ExpressionRun(policy.Variables, variables, CelCostLimits.PerObject, cancellation);
        var annotations = new List<(string, string)>();
        var faults = new List<string>();
        foreach (var annotation in policy.Annotations)
        {
            var (value, error) = run.Evaluate(annotation.Value);
            if (run.IsOver) return PolicyFindings.Failed(error!, policy.FailsOpen);
            if (error is not null)
            {
                if (!policy.FailsOpen) faults.Add(error);
            }
            else if (value.Kind == CelKind.String)
            {
                if (value.AsString().Trim() is { Length: > 0 } text) annotations.Add((annotation.Key, text));
            }
        }
        return new PolicyFindings { Failures = failures, Annotations = annotations, AnnotationFaults = faults };
    }
}
