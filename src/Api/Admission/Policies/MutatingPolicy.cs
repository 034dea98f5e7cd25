using System.Collections.Immutable;
using Timonier.Documents;

namespace Timonier.Api.Admission.Policies;

/// <summary>A policy that may change what is written.</summary>
internal sealed class MutatingPolicy : AdmissionPolicy
{
    public MutatingPolicy(Document policy) : base(policy)
    {
        IsAskedAgain = policy.Spec["reinvocationPolicy"u8].TextEquals("IfNeeded"u8);
        var mutations = ImmutableArray.CreateBuilder<PolicyMutation>();
        foreach (var mutation in policy.Spec["mutations"u8].Items)
        {
            var isPatch = mutation["patchType"u8].TextEquals("JSONPatch"u8);
            var expression = mutation[isPatch ? "jsonPatch" : "applyConfiguration"]["expression"u8].AsString();
            mutations.Add(new PolicyMutation(isPatch, Expressions.Mutation(expression)));
        }
        Mutations = mutations.ToImmutable();
    }

    /// <summary>Whether it looks once more at an object that has changed since.</summary>
    public bool IsAskedAgain { get; }
    public ImmutableArray<PolicyMutation> Mutations { get; }
}
