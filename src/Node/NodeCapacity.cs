namespace Timonier.Node;

/// <summary>What the machine has.</summary>
public sealed record NodeCapacity(int CpuCores, long MemoryBytes, long DiskBytes);
