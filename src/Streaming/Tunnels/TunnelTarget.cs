namespace Timonier.Streaming;

/// <summary>Where a tunnelled request goes: the Host header, the path with its query, and headers to add.</summary>
public sealed record TunnelTarget(string Host, string PathAndQuery)
{
    public IReadOnlyCollection<KeyValuePair<string, string>> AddedHeaders { get; init; } = [];
}
