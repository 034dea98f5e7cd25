namespace Timonier.Contracts.Runtime;

/// <summary>
/// Containers and images on one node, in the shape of CRI v1. Implementations know pods only as sandboxes with
/// labels. A refusal is a <see cref="RuntimeException"/> with the runtime's own text.
/// </summary>
public interface IContainerRuntime : IAsyncDisposable
{
    /// <summary>Starts or adopts the runtime; returns when it answers.</summary>
    Task StartAsync(CancellationToken cancellation);

    Task<RuntimeVersion> VersionAsync(CancellationToken cancellation);
    Task<RuntimeHealth> HealthAsync(CancellationToken cancellation);

    Task<string> RunSandboxAsync(SandboxConfig config, CancellationToken cancellation);
    Task StopSandboxAsync(string sandboxId, CancellationToken cancellation);
    Task RemoveSandboxAsync(string sandboxId, CancellationToken cancellation);
    Task<SandboxStatus?> SandboxStatusAsync(string sandboxId, CancellationToken cancellation);
    Task<IReadOnlyList<SandboxSummary>> ListSandboxesAsync(CancellationToken cancellation);

    Task<string> CreateContainerAsync(string sandboxId, ContainerConfig config, SandboxConfig sandbox, CancellationToken cancellation);
    Task StartContainerAsync(string containerId, CancellationToken cancellation);

    /// <summary>Sends the stop signal, then kills after the grace period.</summary>
    Task StopContainerAsync(string containerId, TimeSpan grace, CancellationToken cancellation);
    Task RemoveContainerAsync(string containerId, CancellationToken cancellation);
    Task<ContainerStatus?> ContainerStatusAsync(string containerId, CancellationToken cancellation);
    Task<IReadOnlyList<ContainerSummary>> ListContainersAsync(CancellationToken cancellation);
    Task UpdateResourcesAsync(string containerId, ContainerResources resources, CancellationToken cancellation);
    Task ReopenLogAsync(string containerId, CancellationToken cancellation);
    Task<IReadOnlyList<ContainerUsage>> UsageAsync(CancellationToken cancellation);

    /// <summary>Runs a command to its end; throws <see cref="TimeoutException"/> past the timeout.</summary>
    Task<ExecResult> ExecAsync(string containerId, IReadOnlyList<string> command, TimeSpan timeout, CancellationToken cancellation);

    /// <summary>A live session with a new process in the container.</summary>
    Task<IContainerSession> OpenExecAsync(string containerId, IReadOnlyList<string> command, SessionStreams streams, CancellationToken cancellation);

    /// <summary>A live session with the container's own process.</summary>
    Task<IContainerSession> OpenAttachAsync(string containerId, SessionStreams streams, CancellationToken cancellation);

    /// <summary>A connection to a TCP port on the pod's loopback interface.</summary>
    Task<Stream> OpenPortAsync(string sandboxId, int port, CancellationToken cancellation);

    /// <summary>
    /// What changed, as it happens, until cancelled; yields nothing from runtimes that have no events, for which
    /// the caller lists instead. See <see cref="HasEvents"/>.
    /// </summary>
    IAsyncEnumerable<RuntimeEvent> EventsAsync(CancellationToken cancellation);
    bool HasEvents { get; }

    Task<IReadOnlyList<ImageInfo>> ListImagesAsync(CancellationToken cancellation);
    Task<ImageInfo?> ImageAsync(string reference, CancellationToken cancellation);

    /// <summary>Answers the image id.</summary>
    Task<string> PullImageAsync(string reference, ImageCredentials? credentials, CancellationToken cancellation);
    Task RemoveImageAsync(string reference, CancellationToken cancellation);

    /// <summary>Loads every image of an OCI or docker archive; answers their references.</summary>
    Task<IReadOnlyList<string>> ImportImagesAsync(string archivePath, CancellationToken cancellation);
}

/// <summary>The runtime refused; <see cref="Code"/> is gRPC's (5 not found, 4 deadline, 14 unavailable).</summary>
public sealed class RuntimeException(int code, string message) : Exception(message)
{
    public int Code { get; } = code;
}
