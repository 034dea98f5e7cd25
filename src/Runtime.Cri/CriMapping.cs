using Google.Protobuf;
using Timonier.Contracts.Runtime;

namespace Timonier.Runtime.Cri;

/// <summary>Our records as CRI's messages.</summary>
internal static partial class CriMapping
{
    public static V1.PodSandboxConfig Sandbox(SandboxConfig from)
    {
        var security = new V1.LinuxSandboxSecurityContext
        {
            NamespaceOptions = new V1.NamespaceOption
            {
                Network = from.HostNetwork ? V1.NamespaceMode.Node : V1.NamespaceMode.Pod,
                Pid = from.HostPid ? V1.NamespaceMode.Node : from.SharedPid ? V1.NamespaceMode.Pod : V1.NamespaceMode.Container,
                Ipc = from.HostIpc ? V1.NamespaceMode.Node : V1.NamespaceMode.Pod,
            },
            Privileged = from.Privileged,
            Seccomp = Seccomp(from.Seccomp),
            RunAsUser = Value(from.RunAsUser),
            RunAsGroup = Value(from.RunAsGroup),
        };
        security.SupplementalGroups.AddRange(from.SupplementalGroups);
        var to = new V1.PodSandboxConfig
        {
            Metadata = new V1.PodSandboxMetadata { Name = from.Name, Namespace = from.Namespace, Uid = from.Uid, Attempt = from.Attempt },
            // A pod on the host network has no hostname of its own, and the runtime refuses to set one.
            Hostname = from.HostNetwork ? "" : from.Hostname,
            LogDirectory = from.LogDirectory,
            Linux = new V1.LinuxPodSandboxConfig { CgroupParent = from.CgroupParent, SecurityContext = security },
        };
        if (from.DnsServers.Count + from.DnsSearches.Count + from.DnsOptions.Count > 0)
        {
            to.DnsConfig = new V1.DNSConfig();
            to.DnsConfig.Servers.AddRange(from.DnsServers);
            to.DnsConfig.Searches.AddRange(from.DnsSearches);
            to.DnsConfig.Options.AddRange(from.DnsOptions);
        }
        foreach (var (name, value) in from.Labels) to.Labels[name] = value;
        foreach (var (name, value) in from.Annotations) to.Annotations[name] = value;
        foreach (var (name, value) in from.Sysctls) to.Linux.Sysctls[name] = value;
        to.PortMappings.AddRange(from.Ports.Select(Port));
        return to;
    }

    public static V1.ContainerConfig Container(ContainerConfig from, long leastOomScoreAdjust)
    {
        var to = new V1.ContainerConfig
        {
            Metadata = new V1.ContainerMetadata { Name = from.Name, Attempt = from.Attempt },
            Image = new V1.ImageSpec { Image = from.Image },
            WorkingDir = from.WorkingDir,
            LogPath = from.LogPath,
            Stdin = from.Stdin,
            StdinOnce = from.StdinOnce,
            Tty = from.Tty,
            Linux = new V1.LinuxContainerConfig { Resources = Resources(from.Resources, leastOomScoreAdjust), SecurityContext = Security(from.Security) },
        };
        to.Command.AddRange(from.Command);
        to.Args.AddRange(from.Args);
        to.Envs.AddRange(from.Env.Select(pair => new V1.KeyValue { Key = pair.Key, Value = ByteString.CopyFromUtf8(pair.Value) }));
        to.Mounts.AddRange(from.Mounts.Select(mount => new V1.Mount
        {
            HostPath = mount.HostPath,
            ContainerPath = mount.ContainerPath,
            Readonly = mount.ReadOnly,
            Propagation = (V1.MountPropagation)(int)mount.Propagation,
        }));
        to.Devices.AddRange(from.Devices.Select(device => new V1.Device { HostPath = device.HostPath, ContainerPath = device.ContainerPath, Permissions = device.Permissions }));
        foreach (var (name, value) in from.Labels) to.Labels[name] = value;
        foreach (var (name, value) in from.Annotations) to.Annotations[name] = value;
        return to;
    }

    /// <summary>A score below what this host lets us set is raised to it instead of failing the container.</summary>
    public static V1.LinuxContainerResources Resources(ContainerResources from, long leastOomScoreAdjust) => new()
    {
        CpuShares = from.CpuShares,
        CpuQuota = from.CpuQuota,
        CpuPeriod = from.CpuPeriod,
        MemoryLimitInBytes = from.MemoryLimit,
        OomScoreAdj = Math.Max(from.OomScoreAdjust, leastOomScoreAdjust),
    };

    /// <summary>CRI counts in whole seconds and takes 0 for "no limit": a short time becomes one second.</summary>
    public static long Seconds(TimeSpan time) => time <= TimeSpan.Zero ? 0 : (long)Math.Ceiling(time.TotalSeconds);

    private static V1.LinuxContainerSecurityContext Security(ContainerSecurity from)
    {
        var to = new V1.LinuxContainerSecurityContext
        {
            Privileged = from.Privileged,
            ReadonlyRootfs = from.ReadOnlyRootFilesystem,
            NoNewPrivs = from.NoNewPrivileges,
            RunAsUser = Value(from.RunAsUser),
            RunAsUsername = from.RunAsUserName,
            RunAsGroup = Value(from.RunAsGroup),
            Seccomp = Seccomp(from.Seccomp),
            NamespaceOptions = new V1.NamespaceOption
            {
                Network = from.HostNetwork ? V1.NamespaceMode.Node : V1.NamespaceMode.Pod,
                Ipc = from.HostIpc ? V1.NamespaceMode.Node : V1.NamespaceMode.Pod,
                Pid = (V1.NamespaceMode)(int)from.Pid,
                TargetId = from.PidTarget,
            },
            Capabilities = new V1.Capability(),
        };
        to.SupplementalGroups.AddRange(from.SupplementalGroups);
        to.Capabilities.AddCapabilities.AddRange(from.AddCapabilities);
        to.Capabilities.DropCapabilities.AddRange(from.DropCapabilities);
        to.MaskedPaths.AddRange(from.MaskedPaths);
        to.ReadonlyPaths.AddRange(from.ReadonlyPaths);
        return to;
    }

    private static V1.PortMapping Port(SandboxPort from) => new()
    {
        Protocol = from.Protocol switch { "UDP" => V1.Protocol.Udp, "SCTP" => V1.Protocol.Sctp, _ => V1.Protocol.Tcp },
        ContainerPort = from.ContainerPort,
        HostPort = from.HostPort,
        HostIp = from.HostIp,
    };

    private static V1.SecurityProfile Seccomp(SeccompChoice from) => new()
    {
        ProfileType = from.Kind switch
        {
            SeccompKind.RuntimeDefault => V1.SecurityProfile.Types.ProfileType.RuntimeDefault,
            SeccompKind.Localhost => V1.SecurityProfile.Types.ProfileType.Localhost,
            _ => V1.SecurityProfile.Types.ProfileType.Unconfined,
        },
        LocalhostRef = from.LocalhostPath,
    };

    private static V1.Int64Value? Value(long? from) => from is { } value ? new V1.Int64Value { Value = value } : null;
}
