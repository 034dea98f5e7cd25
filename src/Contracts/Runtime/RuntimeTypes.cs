namespace Timonier.Contracts.Runtime;

public sealed record RuntimeVersion(string Name, string Version, string ApiVersion);

public sealed record RuntimeHealth(bool RuntimeReady, bool NetworkReady, string Message);

public enum NamespaceScope { Pod, Container, Node, Target }

public sealed record SandboxConfig
{
    public required string Name { get; init; }
    public required string Namespace { get; init; }
    public required string Uid { get; init; }
    public uint Attempt { get; init; }

    /// <summary>Empty for pods on the host network.</summary>
    public string Hostname { get; init; } = "";
    public required string LogDirectory { get; init; }
    public IReadOnlyList<string> DnsServers { get; init; } = [];
    public IReadOnlyList<string> DnsSearches { get; init; } = [];
    public IReadOnlyList<string> DnsOptions { get; init; } = [];
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>For example /timonier/kubepods/burstable/pod&lt;uid&gt;.</summary>
    public required string CgroupParent { get; init; }
    public bool HostNetwork { get; init; }
    public bool HostPid { get; init; }
    public bool HostIpc { get; init; }
    public bool SharedPid { get; init; }
    public bool Privileged { get; init; }
    public IReadOnlyDictionary<string, string> Sysctls { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
    public IReadOnlyList<SandboxPort> Ports { get; init; } = [];
    public long? RunAsUser { get; init; }
    public long? RunAsGroup { get; init; }
    public IReadOnlyList<long> SupplementalGroups { get; init; } = [];
    public SeccompChoice Seccomp { get; init; } = SeccompChoice.Unconfined;
}

public sealed record SandboxPort(string Protocol, int ContainerPort, int HostPort, string HostIp);

public enum SeccompKind { Unconfined, RuntimeDefault, Localhost }

public sealed record SeccompChoice(SeccompKind Kind, string LocalhostPath = "")
{
    public static SeccompChoice Unconfined { get; } = new(SeccompKind.Unconfined);
}

public sealed record SandboxSummary(string Id, string Name, string Namespace, string Uid, uint Attempt, bool Ready, DateTimeOffset CreatedAt, IReadOnlyDictionary<string, string> Labels);

public sealed record SandboxStatus(string Id, bool Ready, DateTimeOffset CreatedAt, IReadOnlyList<string> Ips, string NetworkNamespacePath);

public sealed record ContainerConfig
{
    public required string Name { get; init; }
    public uint Attempt { get; init; }

    /// <summary>The image to run: an id or reference that the runtime has.</summary>
    public required string Image { get; init; }
    public IReadOnlyList<string> Command { get; init; } = [];
    public IReadOnlyList<string> Args { get; init; } = [];
    public string WorkingDir { get; init; } = "";
    public IReadOnlyList<KeyValuePair<string, string>> Env { get; init; } = [];
    public IReadOnlyList<ContainerMount> Mounts { get; init; } = [];
    public IReadOnlyList<ContainerDevice> Devices { get; init; } = [];
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Relative to the sandbox's log directory, for example web/0.log.</summary>
    public required string LogPath { get; init; }
    public bool Stdin { get; init; }
    public bool StdinOnce { get; init; }
    public bool Tty { get; init; }
    public ContainerResources Resources { get; init; } = new();
    public ContainerSecurity Security { get; init; } = new();
}

public enum MountPropagation { Private, HostToContainer, Bidirectional }

public sealed record ContainerMount(string HostPath, string ContainerPath, bool ReadOnly, MountPropagation Propagation = MountPropagation.Private);

public sealed record ContainerDevice(string HostPath, string ContainerPath, string Permissions);

/// <summary>Linux limits: shares and quota in CFS units, memory in bytes; 0 means unset.</summary>
public sealed record ContainerResources
{
    public long CpuShares { get; init; }
    public long CpuQuota { get; init; }
    public long CpuPeriod { get; init; } = 100_000;
    public long MemoryLimit { get; init; }

    /// <summary>-1000 to 1000; implementations clamp what the host does not let them set.</summary>
    public long OomScoreAdjust { get; init; }
}

public sealed record ContainerSecurity
{
    public long? RunAsUser { get; init; }
    public string RunAsUserName { get; init; } = "";
    public long? RunAsGroup { get; init; }
    public IReadOnlyList<long> SupplementalGroups { get; init; } = [];
    public bool Privileged { get; init; }
    public bool ReadOnlyRootFilesystem { get; init; }
    public bool NoNewPrivileges { get; init; }
    public IReadOnlyList<string> AddCapabilities { get; init; } = [];
    public IReadOnlyList<string> DropCapabilities { get; init; } = [];
    public NamespaceScope Pid { get; init; } = NamespaceScope.Container;
    public string PidTarget { get; init; } = "";
    public bool HostNetwork { get; init; }
    public bool HostIpc { get; init; }
    public SeccompChoice Seccomp { get; init; } = SeccompChoice.Unconfined;
    public IReadOnlyList<string> MaskedPaths { get; init; } = [];
    public IReadOnlyList<string> ReadonlyPaths { get; init; } = [];
}

public enum ContainerPhase { Created, Running, Exited, Unknown }

public sealed record ContainerSummary(string Id, string SandboxId, string Name, uint Attempt, ContainerPhase Phase, string ImageRef, DateTimeOffset CreatedAt, IReadOnlyDictionary<string, string> Labels, IReadOnlyDictionary<string, string> Annotations);

public sealed record ContainerStatus
{
    public required string Id { get; init; }
    public required string Name { get; init; }
    public uint Attempt { get; init; }
    public ContainerPhase Phase { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? StartedAt { get; init; }
    public DateTimeOffset? FinishedAt { get; init; }
    public int ExitCode { get; init; }

    /// <summary>The runtime's word: Completed, Error, OOMKilled, Unknown ...</summary>
    public string Reason { get; init; } = "";
    public string Message { get; init; } = "";
    public string Image { get; init; } = "";
    public string ImageRef { get; init; } = "";

    /// <summary>Absolute path of the log file.</summary>
    public string LogPath { get; init; } = "";
}

public sealed record ContainerUsage(string ContainerId, string SandboxId, string Name, DateTimeOffset At, ulong CpuNanoseconds, ulong MemoryWorkingSetBytes, ulong WritableLayerBytes);

public sealed record ExecResult(int ExitCode, byte[] Stdout, byte[] Stderr);

public sealed record SessionStreams(bool Stdin, bool Stdout, bool Stderr, bool Tty);

/// <summary>Streams of a live process. Closing <see cref="Stdin"/> gives the process its end of input.</summary>
public interface IContainerSession : IAsyncDisposable
{
    Stream? Stdin { get; }
    Stream? Stdout { get; }
    Stream? Stderr { get; }
    Task ResizeAsync(int columns, int rows, CancellationToken cancellation);

    /// <summary>The exit code of an exec'd command once all output is read; for an attach, 0 when it is over.</summary>
    Task<int> Completion { get; }
}

public enum RuntimeEventKind { Created, Started, Stopped, Deleted }

public sealed record RuntimeEvent(RuntimeEventKind Kind, string ContainerId, string SandboxId, string PodUid);

public sealed record ImageInfo(string Id, IReadOnlyList<string> Tags, IReadOnlyList<string> Digests, long SizeBytes, long? UserId, string UserName, bool Pinned);

public sealed record ImageCredentials(string UserName, string Password, string ServerAddress, string IdentityToken, string RegistryToken)
{
    // Records write all they hold, and this has no business in logs.
    public override string ToString() => $"credentials for {ServerAddress}";
}
