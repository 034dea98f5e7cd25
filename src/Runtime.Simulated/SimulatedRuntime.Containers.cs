using Timonier.Contracts.Runtime;
using Timonier.Runtime.Simulated.Commands;
using Timonier.Runtime.Simulated.Lives;

namespace Timonier.Runtime.Simulated;

public sealed partial class SimulatedRuntime
{
    private const int KilledCode = 137;
    private const int Invalid = 3;

    /// <summary>The annotations by which the agent tells what the container is to its pod.</summary>
    public const string RoleAnnotation = "timonier.dev/container-role";
    public const string RestartPolicyAnnotation = "timonier.dev/restart-policy";

    public Task<string> CreateContainerAsync(string sandboxId, ContainerConfig config, SandboxConfig sandbox, CancellationToken cancellation)
    {
        lock (gate)
        {
            var home = SandboxOf(sandboxId);
            var image = images.Find(config.Image) ?? throw new RuntimeException(NotFound, $"failed to get image \"{config.Image}\": not found");
            var created = new SimulatedContainer(NextId(), home, config, image, LifeOf(home.Config, config, image), time.GetUtcNow());
            home.Containers.Add(created);
            containers[created.Id] = created;
            Tell(RuntimeEventKind.Created, created.Id, home);
            return Task.FromResult(created.Id);
        }
    }

    public async Task StartContainerAsync(string containerId, CancellationToken cancellation)
    {
        SimulatedContainer container;
        lock (gate) container = ContainerOf(containerId);
        if (container.Life.StartAfter > TimeSpan.Zero) await Task.Delay(container.Life.StartAfter, time, cancellation);
        lock (gate)
        {
            if (container.Life.StartError.Length > 0) throw new RuntimeException(Unknown, $"failed to start container \"{containerId}\": {container.Life.StartError}");
            if (!container.Sandbox.Ready) throw new RuntimeException(Unknown, $"sandbox container \"{container.Sandbox.Id}\" is not running");
            container.Start(time.GetUtcNow());
            if (container.EndsAt is { } end)
                container.Alarm = time.CreateTimer(_ => Ended(container), null, end - time.GetUtcNow(), Timeout.InfiniteTimeSpan);
            Tell(RuntimeEventKind.Started, containerId, container.Sandbox);
        }
    }

    public async Task StopContainerAsync(string containerId, TimeSpan grace, CancellationToken cancellation)
    {
        SimulatedContainer? container;
        lock (gate) container = containers.GetValueOrDefault(containerId);
        if (container is null) return;
        var heeds = container.Life.StopAfter <= grace;
        var wait = heeds ? container.Life.StopAfter : grace;
        if (wait > TimeSpan.Zero) await Task.Delay(wait, time, cancellation);
        lock (gate) End(container, heeds ? container.Life.StopExit : KilledCode);
    }

    public Task RemoveContainerAsync(string containerId, CancellationToken cancellation)
    {
        lock (gate)
        {
            if (!containers.Remove(containerId, out var container)) return Task.CompletedTask;
            container.Alarm?.Dispose();
            container.Sandbox.Containers.Remove(container);
            Tell(RuntimeEventKind.Deleted, containerId, container.Sandbox);
        }
        return Task.CompletedTask;
    }

    public Task<ContainerStatus?> ContainerStatusAsync(string containerId, CancellationToken cancellation)
    {
        lock (gate) return Task.FromResult(containers.GetValueOrDefault(containerId)?.StatusAt(time.GetUtcNow()));
    }

    public Task<IReadOnlyList<ContainerSummary>> ListContainersAsync(CancellationToken cancellation)
    {
        lock (gate)
        {
            var now = time.GetUtcNow();
            return Task.FromResult<IReadOnlyList<ContainerSummary>>([.. containers.Values.Select(c => new ContainerSummary(
                c.Id, c.Sandbox.Id, c.Config.Name, c.Config.Attempt, c.PhaseAt(now), c.Image.Id, c.CreatedAt, c.Config.Labels, c.Config.Annotations))]);
        }
    }

    public Task UpdateResourcesAsync(string containerId, ContainerResources resources, CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>Their logs are made up when they are read; nothing is written anywhere.</summary>
    public Task ReopenLogAsync(string containerId, CancellationToken cancellation) => Task.CompletedTask;

    public Task<IReadOnlyList<ContainerUsage>> UsageAsync(CancellationToken cancellation)
    {
        lock (gate)
        {
            var now = time.GetUtcNow();
            return Task.FromResult<IReadOnlyList<ContainerUsage>>([.. containers.Values.Where(c => c.PhaseAt(now) == ContainerPhase.Running).Select(c => new ContainerUsage(
                c.Id, c.Sandbox.Id, c.Config.Name, now, (ulong)(c.Life.Cpu.ToDouble() * (now - c.StartedAt!.Value).TotalNanoseconds), (ulong)c.Life.Memory.Value, 0))]);
        }
    }

    /// <summary>Whether the container answers on its ports now, as its probes would find.</summary>
    public bool IsReady(string containerId)
    {
        lock (gate) return containers.GetValueOrDefault(containerId)?.IsReadyAt(time.GetUtcNow()) == true;
    }

    /// <summary>Whether its liveness probes succeed now.</summary>
    public bool IsAlive(string containerId)
    {
        lock (gate) return containers.GetValueOrDefault(containerId)?.IsAliveAt(time.GetUtcNow()) == true;
    }

    private void Ended(SimulatedContainer container)
    {
        lock (gate)
            if (containers.ContainsKey(container.Id)) Tell(RuntimeEventKind.Stopped, container.Id, container.Sandbox);
    }

    private void End(SimulatedContainer container, int code)
    {
        var now = time.GetUtcNow();
        if (container.PhaseAt(now) != ContainerPhase.Running) return;
        container.Alarm?.Dispose();
        container.Alarm = null;
        container.End(now, code);
        Tell(RuntimeEventKind.Stopped, container.Id, container.Sandbox);
    }

    /// <summary>The pod's annotations go first, then what its command says where that is understood, then the rules.</summary>
    private Life LifeOf(SandboxConfig pod, ContainerConfig container, ImageInfo image)
    {
        var traits = new ContainerTraits(
            container.Annotations.GetValueOrDefault(RoleAnnotation, "container"), container.Annotations.GetValueOrDefault(RestartPolicyAnnotation, "Always"),
            pod.Namespace, container.Name, image.Tags[0], pod.Labels.GetValueOrDefault);
        var life = settings.Lives.For(traits);
        try
        {
            if (!LifeAnnotations.Decide(pod.Annotations, container.Name) && CommandLife.Of(pod, container) is { } stages) life = life.WithStages(stages);
            return LifeAnnotations.Apply(life, pod.Annotations, container.Name);
        }
        catch (FormatException e)
        {
            throw new RuntimeException(Invalid, e.Message);
        }
    }
}
