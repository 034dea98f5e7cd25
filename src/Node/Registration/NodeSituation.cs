using Timonier.Node.Machines;

namespace Timonier.Node.Registration;

/// <summary>What changes from one report to the next.</summary>
internal sealed record NodeSituation
{
    public required RuntimeVersion Runtime { get; init; }
    public required RuntimeHealth Health { get; init; }
    public required IReadOnlyList<ImageInfo> Images { get; init; }
    public long MemoryAvailable { get; init; }
    public long DiskAvailable { get; init; }

    public static async Task<NodeSituation> ReadAsync(IContainerRuntime runtime, MachineRoom room, CancellationToken cancellation) => new()
    {
        Runtime = await runtime.VersionAsync(cancellation),
        Health = await runtime.HealthAsync(cancellation),
        Images = await runtime.ListImagesAsync(cancellation),
        MemoryAvailable = room.MemoryAvailable,
        DiskAvailable = room.Disk.Available,
    };
}
