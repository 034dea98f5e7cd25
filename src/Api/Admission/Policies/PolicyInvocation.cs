using Timonier.Api.Admission.Requests;
using Timonier.Documents;

namespace Timonier.Api.Admission.Policies;

/// <summary>A policy that is to look at a write, for one of its bindings and with one object of parameters.</summary>
/// <param name="Policy">The policy.</param>
/// <param name="Binding">The binding; null when the policy itself is at fault.</param>
/// <param name="Parameters">The parameters; null when there are none.</param>
/// <param name="Subject">Under which name of its resource the write is looked at.</param>
internal sealed record PolicyInvocation<T>(T Policy, PolicyBinding? Binding, Document? Parameters, AdmissionSubject Subject) where T : AdmissionPolicy
{
    /// <summary>Why the policy cannot look at the write after all; empty when it can.</summary>
    public string Fault { get; init; } = "";
}
