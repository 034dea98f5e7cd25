using Timonier.Node.Cgroups;
using Timonier.Node.Containers;
using Timonier.Node.Logs;
using Timonier.Node.Probes;
using Timonier.Node.Volumes;

namespace Timonier.Node.Machines;

/// <summary>Everything that the agent of a node touches on the machine under it, apart from the runtime.</summary>
internal interface IMachine
{
    MachineFacts Facts { get; }

    /// <summary>What containers with the host's resolver use.</summary>
    ResolverSettings Resolver { get; }

    CgroupMounts Cgroups { get; }
    IPodLogs Logs { get; }
    IProber Prober { get; }

    MachineRoom Room();
    MachineUsage Usage();

    IPodVolumes Volumes(VolumeContents contents, VolumeTools tools);
}
