using Timonier.Cel;

namespace Timonier.Api.Admission.Policies;

/// <summary>An expression that makes a list of patches, or else a part of an object to be laid over the whole.</summary>
internal sealed record PolicyMutation(bool IsPatch, CelCompilation Expression);
