using System.Runtime.CompilerServices;
using Timonier.Contracts.Runtime;

namespace Timonier.Node.Tests;

/// <summary>A runtime whose answers a test writes; what the test does not expect is refused.</summary>
public class ScriptedRuntime : IContainerRuntime
{
    public Func<IReadOnlyList<string>, ExecResult> OnExec { get; set; } = _ => throw Unexpected();
    public Func<string, IReadOnlyList<string>, SessionStreams, IContainerSession> OnSession { get; init; } = (_, _, _) => throw Unexpected();
    public Func<string, int, Stream> OnPort { get; init; } = (_, _) => throw Unexpected();
    public Action OnReopen { get; init; } = () => throw Unexpected();
    public Func<string, ImageCredentials?, Task<string>> OnPull { get; init; } = (_, _) => throw Unexpected();
    public IReadOnlyList<ContainerSummary> Containers { get; set; } = [];
    public List<ImageInfo> Images { get; } = [];
    public IReadOnlyList<ContainerUsage> Usage { get; init; } = [];

    public bool HasEvents => false;

    public virtual Task<ExecResult> ExecAsync(string containerId, IReadOnlyList<string> command, TimeSpan timeout, CancellationToken cancellation) => Answer(() => OnExec(command));
    public Task<IContainerSession> OpenExecAsync(string containerId, IReadOnlyList<string> command, SessionStreams streams, CancellationToken cancellation) => Answer(() => OnSession(containerId, command, streams));
    public Task<IContainerSession> OpenAttachAsync(string containerId, SessionStreams streams, CancellationToken cancellation) => Answer(() => OnSession(containerId, [], streams));
    public Task<Stream> OpenPortAsync(string sandboxId, int port, CancellationToken cancellation) => Answer(() => OnPort(sandboxId, port));
    public Task<IReadOnlyList<ContainerUsage>> UsageAsync(CancellationToken cancellation) => Task.FromResult(Usage);

    public async Task ReopenLogAsync(string containerId, CancellationToken cancellation)
    {
        await Task.Yield();
        OnReopen();
    }

    public async IAsyncEnumerable<RuntimeEvent> EventsAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await Task.CompletedTask;
        yield break;
    }

    public Task StartAsync(CancellationToken cancellation) => Task.CompletedTask;
    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    public virtual Task<RuntimeVersion> VersionAsync(CancellationToken cancellation) => throw Unexpected();
    public virtual Task<RuntimeHealth> HealthAsync(CancellationToken cancellation) => throw Unexpected();
    public virtual Task<string> RunSandboxAsync(SandboxConfig config, CancellationToken cancellation) => throw Unexpected();
    public virtual Task StopSandboxAsync(string sandboxId, CancellationToken cancellation) => throw Unexpected();
    public virtual Task RemoveSandboxAsync(string sandboxId, CancellationToken cancellation) => throw Unexpected();
    public virtual Task<SandboxStatus?> SandboxStatusAsync(string sandboxId, CancellationToken cancellation) => throw Unexpected();
    public virtual Task<IReadOnlyList<SandboxSummary>> ListSandboxesAsync(CancellationToken cancellation) => throw Unexpected();
    public virtual Task<string> CreateContainerAsync(string sandboxId, ContainerConfig config, SandboxConfig sandbox, CancellationToken cancellation) => throw Unexpected();
    public virtual Task StartContainerAsync(string containerId, CancellationToken cancellation) => throw Unexpected();
    public virtual Task StopContainerAsync(string containerId, TimeSpan grace, CancellationToken cancellation) => throw Unexpected();
    public virtual Task RemoveContainerAsync(string containerId, CancellationToken cancellation) => throw Unexpected();
    public virtual Task<ContainerStatus?> ContainerStatusAsync(string containerId, CancellationToken cancellation) => throw Unexpected();
    public virtual Task<IReadOnlyList<ContainerSummary>> ListContainersAsync(CancellationToken cancellation) => Task.FromResult(Containers);
    public virtual Task UpdateResourcesAsync(string containerId, ContainerResources resources, CancellationToken cancellation) => throw Unexpected();
    public virtual Task<IReadOnlyList<ImageInfo>> ListImagesAsync(CancellationToken cancellation) => Task.FromResult<IReadOnlyList<ImageInfo>>([.. Images]);
    public virtual Task<ImageInfo?> ImageAsync(string reference, CancellationToken cancellation) => Task.FromResult(Images.Find(i => i.Id == reference || i.Tags.Contains(reference)));
    public virtual Task<string> PullImageAsync(string reference, ImageCredentials? credentials, CancellationToken cancellation) => OnPull(reference, credentials);
    public virtual Task RemoveImageAsync(string reference, CancellationToken cancellation)
    {
        Images.RemoveAll(i => i.Id == reference);
        return Task.CompletedTask;
    }

    public virtual Task<IReadOnlyList<string>> ImportImagesAsync(string archivePath, CancellationToken cancellation) => throw Unexpected();

    private static async Task<T> Answer<T>(Func<T> answer)
    {
        await Task.Yield();
        return answer();
    }

    private static NotSupportedException Unexpected() => new("This test expects no such call.");
}
