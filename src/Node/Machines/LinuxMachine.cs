using Timonier.Node.Cgroups;
using Timonier.Node.Containers;
using Timonier.Node.Logs;
using Timonier.Node.Probes;
using Timonier.Node.Volumes;

namespace Timonier.Node.Machines;

/// <summary>The machine that this process runs on.</summary>
internal sealed class LinuxMachine(NodeConfig config, ObjectWatches watches, IContainerRuntime runtime, IMounter mounter, CgroupMounts cgroups, TimeProvider time) : IMachine
{
    public MachineFacts Facts { get; } = MachineFacts.Read(config.DataDirectory);
    public ResolverSettings Resolver { get; } = File.Exists(config.ResolverFile) ? ResolverSettings.Read(File.ReadAllText(config.ResolverFile)) : ResolverSettings.Empty;
    public CgroupMounts Cgroups => cgroups;
    public IPodLogs Logs { get; } = new FileLogs(config, runtime, time);
    public IProber Prober { get; } = new Prober(runtime, time);

    public MachineRoom Room() => new(MemoryInfo.Read().Available, DiskInfo.Of(config.DataDirectory));

    public MachineUsage Usage() => MachineUsage.Read();

    public IPodVolumes Volumes(VolumeContents contents, VolumeTools tools) => new PodVolumes(config, contents, watches, mounter, tools);
}
