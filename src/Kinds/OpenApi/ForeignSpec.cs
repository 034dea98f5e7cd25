namespace Timonier.Kinds.OpenApi;

/// <summary>What another server tells of one group version that it has, so far as it is believed; see <see cref="ForeignSpecReader"/>.</summary>
/// <param name="Three">Its own document of version 3; null when it tells none.</param>
/// <param name="Paths">Its paths of version 2, a JSON object.</param>
/// <param name="Definitions">The schemas of version 2 that these paths lead to, a JSON object.</param>
public sealed record ForeignSpec(string Group, string Version, OpenApiContent? Three, ReadOnlyMemory<byte> Paths, ReadOnlyMemory<byte> Definitions)
{
    public string Place => SpecNames.Root(Group, Version);
}
