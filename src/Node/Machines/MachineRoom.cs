namespace Timonier.Node.Machines;

/// <summary>What is left on the machine at a moment.</summary>
/// <param name="MemoryAvailable">Bytes.</param>
/// <param name="Disk">Of the file system with volumes and images.</param>
public sealed record MachineRoom(long MemoryAvailable, DiskInfo Disk);
