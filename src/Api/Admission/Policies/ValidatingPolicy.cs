using System.Collections.Immutable;
using Timonier.Documents;

namespace Timonier.Api.Admission.Policies;

/// <summary>A policy that may refuse writes.</summary>
internal sealed class ValidatingPolicy : AdmissionPolicy
{
    public ValidatingPolicy(Document policy) : base(policy)
    {
        var validations = ImmutableArray.CreateBuilder<PolicyValidation>();
        foreach (var validation in policy.Spec["validations"u8].Items) validations.Add(Read(validation));
        Validations = validations.ToImmutable();
        var annotations = ImmutableArray.CreateBuilder<PolicyAnnotation>();
        foreach (var annotation in policy.Spec["auditAnnotations"u8].Items)
            annotations.Add(new PolicyAnnotation(annotation["key"u8].AsString(), Expressions.Check(annotation["valueExpression"u8].AsString())));
        Annotations = annotations.ToImmutable();
    }

    public ImmutableArray<PolicyValidation> Validations { get; }
    public ImmutableArray<PolicyAnnotation> Annotations { get; }

    private PolicyValidation Read(Node validation)
    {
        var message = validation["messageExpression"u8].AsString();
        return new PolicyValidation(
            Expressions.Check(validation["expression"u8].AsString()),
            message.Length == 0 ? null : Expressions.Message(message),
            validation["message"u8].AsString().Trim(),
            validation["reason"u8].AsString() is { Length: > 0 } reason ? reason : "Invalid");
    }
}
