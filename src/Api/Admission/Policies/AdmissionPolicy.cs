using Timonier.Api.Admission.Matching;
using Timonier.Cel;
using Timonier.Documents;
using Timonier.Kinds;

namespace Timonier.Api.Admission.Policies;

/// <summary>What policies that refuse and policies that change have in common; compiled once for as long as a policy stays as it is.</summary>
internal abstract class AdmissionPolicy
{
    protected AdmissionPolicy(Document policy)
    {
        var spec = policy.Spec;
        Name = policy.Name;
        FailsOpen = spec["failurePolicy"u8].TextEquals("Ignore"u8);
        Parameters = ParameterKind.Of(spec["paramKind"u8]);
        Criteria = MatchCriteria.OfPolicy(spec["matchConstraints"u8]);
        Conditions = MatchConditions.Of(spec["matchConditions"u8], FailsOpen, Parameters is not null);
        Expressions = new PolicyExpressions(Parameters is null ? null : CelType.Dyn);
        foreach (var variable in spec["variables"u8].Items) Expressions.Variable(variable["name"u8].AsString(), variable["expression"u8].AsString());
    }

    public string Name { get; }

    /// <summary>What cannot be judged is let pass.</summary>
    public bool FailsOpen { get; }
    public ParameterKind? Parameters { get; }
    public MatchCriteria Criteria { get; }
    public MatchConditions Conditions { get; }
    public CelComposition Variables => Expressions.Variables;
    protected PolicyExpressions Expressions { get; }
}
