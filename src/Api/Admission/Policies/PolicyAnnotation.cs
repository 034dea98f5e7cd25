using Timonier.Cel;

namespace Timonier.Api.Admission.Policies;

/// <summary>A text that a policy wants to be remembered of a write.</summary>
internal sealed record PolicyAnnotation(string Key, CelCompilation Value);
