namespace Timonier.Node.Simulated;

/// <summary>What each simulated node has.</summary>
public sealed record NodeShape
{
    public int Cpu { get; init; } = 32;
    public long MemoryBytes { get; init; } = 256L << 30;
    public long DiskBytes { get; init; } = 1L << 40;
    public int Pods { get; init; } = 110;

    /// <summary>Nodes are spread over so many zones of one region in turn; 0: they say nothing of zones.</summary>
    public int Zones { get; init; }
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
