namespace Timonier.Kinds.OpenApi;

/// <summary>A path with what all its operations take, and the operations.</summary>
internal sealed record SpecPath(string Path, IReadOnlyList<SpecParameter> Parameters, IReadOnlyList<SpecOperation> Operations);
