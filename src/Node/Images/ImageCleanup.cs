namespace Timonier.Node.Images;

/// <summary>When images make room. The defaults are upstream's.</summary>
internal sealed record ImageCleanup
{
    public static readonly TimeSpan Period = TimeSpan.FromMinutes(5);

    /// <summary>Percent of the file system in use from which images are removed; 100: never.</summary>
    public int HighThreshold { get; init; } = 85;

    /// <summary>Percent in use down to which they are removed.</summary>
    public int LowThreshold { get; init; } = 80;

    public TimeSpan MinimumAge { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How many bytes to free; 0: enough is free.</summary>
    public long Excess(long capacity, long available)
    {
        var free = Math.Min(available, capacity);
        var inUse = 100 - (int)((Int128)free * 100 / capacity);
        return HighThreshold >= 100 || inUse < HighThreshold ? 0 : (long)((Int128)capacity * (100 - LowThreshold) / 100) - free;
    }
}
