using Microsoft.Extensions.Logging;
using Timonier.Contracts.Runtime;

namespace Timonier.Runtime.Cri;

/// <summary>
/// A container runtime behind CRI v1: a private containerd that is started or adopted here, or one that others run.
/// Disposing it lets go of the runtime; containers and containerd go on.
/// </summary>
public sealed partial class CriRuntime : IContainerRuntime
{
    private static readonly TimeSpan answersWithin = TimeSpan.FromSeconds(30);
    private readonly CriRuntimeConfig config;
    private readonly TimeProvider time;
    private readonly ILogger<CriRuntime> log;
    private readonly CriChannel channel;
    private readonly ContainerdSupervisor? supervisor;
    private readonly long leastOomScoreAdjust = HostProbe.LeastOomScoreAdjust();
    private bool ownEvents;

    public CriRuntime(CriRuntimeConfig config, TimeProvider time, ILoggerFactory loggers)
    {
        this.config = config;
        this.time = time;
        log = loggers.CreateLogger<CriRuntime>();
        channel = new CriChannel(config.SocketPath);
        if (config.IsPrivate) supervisor = new ContainerdSupervisor(config, time, loggers.CreateLogger<ContainerdSupervisor>());
    }

    public bool HasEvents { get; private set; }

    /// <summary>The private containerd's process; null when others run the runtime.</summary>
    public int? ContainerdProcess => supervisor?.ProcessId;

    public async Task StartAsync(CancellationToken cancellation)
    {
        if (supervisor is not null) await supervisor.StartAsync(cancellation);
        var version = await FirstAnswerAsync(cancellation);
        LogReady(version.Name, version.Version);

        // containerd has CRI's container events since 1.7, and its own from the beginning.
        ownEvents = version.Name == "containerd" && ContainerdVersion.Parse(version.Version) is { Major: 1, Minor: < 7 };
        HasEvents = true;
        if (config.SandboxImage == CriRuntimeConfig.BuiltInSandboxImage && config.IsPrivate) await EnsureSandboxImageAsync(cancellation);
    }

    /// <summary>Removes every pod and ends the private containerd, for stop and uninstall; a dead one is started to clean up after itself.</summary>
    /// <param name="keepImages">Whether what is under the root directory stays for the next start.</param>
    /// <param name="cancellation">Leaves the rest in place.</param>
    public async Task RemovePodsAndStopAsync(bool keepImages, CancellationToken cancellation)
    {
        if (supervisor is null) return;
        await supervisor.StartAsync(cancellation);
        await FirstAnswerAsync(cancellation);
        await supervisor.StopAsync(keepImages, cancellation);
    }

    public async Task<RuntimeVersion> VersionAsync(CancellationToken cancellation)
    {
        var answer = await channel.RuntimeAsync<V1.VersionResponse>("Version", new V1.VersionRequest(), cancellation);
        return new(answer.RuntimeName, answer.RuntimeVersion, answer.RuntimeApiVersion);
    }

    public async Task<RuntimeHealth> HealthAsync(CancellationToken cancellation)
    {
        var answer = await channel.RuntimeAsync<V1.StatusResponse>("Status", new V1.StatusRequest(), cancellation);
        var conditions = answer.Status?.Conditions ?? [];
        var bad = conditions.Where(condition => !condition.Status).Select(condition => $"{condition.Type}: {condition.Reason} {condition.Message}".TrimEnd());
        return new(IsMet("RuntimeReady"), IsMet("NetworkReady"), string.Join("; ", bad));

        bool IsMet(string type) => conditions.Any(condition => condition.Type == type && condition.Status);
    }

    public async ValueTask DisposeAsync()
    {
        if (supervisor is not null) await supervisor.DisposeAsync();
        channel.Dispose();
    }

    private async Task<RuntimeVersion> FirstAnswerAsync(CancellationToken cancellation)
    {
        var begun = time.GetTimestamp();
        while (true)
        {
            try
            {
                return await VersionAsync(cancellation);
            }
            catch (RuntimeException refusal) when (refusal.Code is CriChannel.Unavailable or CriChannel.Unimplemented)
            {
                // A daemon that just started first opens its socket and only then serves CRI on it.
                if (supervisor?.Failure is { } failure) throw new RuntimeException(CriChannel.Unavailable, failure);
                if (time.GetElapsedTime(begun) > answersWithin)
                    throw new RuntimeException(CriChannel.Unavailable, $"The container runtime at {config.SocketPath} did not answer within {answersWithin.TotalSeconds} s. {refusal.Message}");
            }
            await Task.Delay(TimeSpan.FromMilliseconds(25), time, cancellation);
        }
    }
}
