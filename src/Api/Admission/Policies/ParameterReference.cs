using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Api.Admission.Policies;

/// <summary>Which objects hold the parameters of a policy for one of its bindings.</summary>
/// <param name="Name">The one object; empty when they are chosen by their labels.</param>
/// <param name="Namespace">Where to look; empty for the namespace of the request.</param>
/// <param name="Selector">The labels, when there is no name.</param>
/// <param name="RefusesNone">Whether a write is refused when there is no such object; else the policy does not count.</param>
internal sealed record ParameterReference(string Name, string Namespace, LabelSelector Selector, bool RefusesNone)
{
    public static ParameterReference? Of(Node reference) => reference.IsObject
        ? new ParameterReference(
            reference["name"u8].AsString(),
            reference["namespace"u8].AsString(),
            LabelSelectors.Of(reference["selector"u8]),
            reference["parameterNotFoundAction"u8].TextEquals("Deny"u8))
        : null;
}
