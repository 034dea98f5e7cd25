using System.Collections.Immutable;

namespace Timonier.Kinds;

/// <summary>A further path under an object (<c>pods/NAME/log</c>) and the kind of the bodies it takes or gives.</summary>
public sealed record Subresource(string Name, ImmutableArray<string> Verbs, string Group, string Version, string Kind);
