using Timonier.Cel;

namespace Timonier.Api.Admission.Policies;

/// <summary>An expression that must be true of a write, and what is said when it is not.</summary>
/// <param name="Check">The expression.</param>
/// <param name="ComputedMessage">Makes the message; null when there is only a fixed one.</param>
/// <param name="Message">The fixed message.</param>
/// <param name="Reason">The status reason, from which the code follows.</param>
internal sealed record PolicyValidation(CelCompilation Check, CelCompilation? ComputedMessage, string Message, string Reason);
