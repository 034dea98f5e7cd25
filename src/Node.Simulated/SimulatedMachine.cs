using Timonier.Node.Cgroups;
using Timonier.Node.Containers;
using Timonier.Node.Logs;
using Timonier.Node.Machines;
using Timonier.Node.Probes;
using Timonier.Node.Volumes;
using Timonier.Runtime.Simulated;

namespace Timonier.Node.Simulated;

/// <summary>The machine of a simulated node: as large as its shape, and as full as is played.</summary>
internal sealed class SimulatedMachine(string name, NodeShape shape, SimulatedRuntime runtime, Func<string, Document?> podOf, TimeProvider time) : IMachine
{
    private SimulatedVolumes? volumes;

    public MachineFacts Facts { get; } = new()
    {
        MachineId = name,
        SystemUuid = name,
        BootId = name,
        KernelVersion = "simulated",
        OsImage = "Timonier simulated node",
        CpuCores = shape.Cpu,
        MemoryBytes = shape.MemoryBytes,
        DiskBytes = shape.DiskBytes,
    };

    public ResolverSettings Resolver => ResolverSettings.Empty;
    public CgroupMounts Cgroups => CgroupMounts.None;
    public IPodLogs Logs { get; } = new SimulatedLogs(runtime, time);
    public IProber Prober { get; } = new SimulatedProber(runtime);

    /// <summary>What is played: a machine whose memory or disk is used up says so itself.</summary>
    public NodeFailure Failure { get; set; }

    public MachineRoom Room() => new(
        Failure == NodeFailure.MemoryPressure ? 0 : shape.MemoryBytes,
        new DiskInfo(shape.DiskBytes, Failure == NodeFailure.DiskPressure ? 0 : shape.DiskBytes));

    public MachineUsage Usage() => new(0, 0, (ulong)shape.MemoryBytes);

    public IPodVolumes Volumes(VolumeContents contents, VolumeTools tools) => volumes = new SimulatedVolumes(contents, podOf);

    public Task<ReadOnlyMemory<byte>?> ReadFileAsync(ContainerMount mount, string inside, CancellationToken cancellation) =>
        volumes?.ReadAsync(mount, inside, cancellation) ?? Task.FromResult<ReadOnlyMemory<byte>?>(null);
}
