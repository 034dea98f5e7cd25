using Timonier.Contracts.Runtime;

namespace Timonier.Node.Tests.Pods;

/// <summary>Sandboxes and containers in memory. Writes down every call that changes something and refuses those it is told to.</summary>
internal sealed class FakeRuntime(TimeProvider time) : ScriptedRuntime
{
    private readonly Dictionary<string, SandboxStatus> sandboxes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ContainerStatus> containers = new(StringComparer.Ordinal);

    public List<string> Calls { get; } = [];

    /// <summary>How often a call, as it is written down, is still refused.</summary>
    public Dictionary<string, int> Refusals { get; } = new(StringComparer.Ordinal);

    /// <summary>Names of containers that end by being killed only.</summary>
    public HashSet<string> Stubborn { get; } = new(StringComparer.Ordinal);
    public HashSet<string> MissingImages { get; } = new(StringComparer.Ordinal);
    public Dictionary<string, ContainerConfig> Configs { get; } = new(StringComparer.Ordinal);
    public SandboxConfig? Sandbox { get; private set; }

    /// <summary>A call is held until this is completed.</summary>
    public TaskCompletionSource? Gate { get; set; }

    /// <summary>Only calls that begin so are held.</summary>
    public string Gated { get; set; } = "";

    public ContainerStatus Latest(string name) => containers.Values.Where(c => c.Name == name).MaxBy(c => c.Attempt)!;

    public void Exit(string name, int code) => End(Latest(name).Id, code);

    public void KillSandbox(string id)
    {
        sandboxes[id] = sandboxes[id] with { Ready = false };
        foreach (var running in containers.Values.Where(c => c.Phase == ContainerPhase.Running).ToArray()) End(running.Id, 137);
    }

    public override async Task<string> RunSandboxAsync(SandboxConfig config, CancellationToken cancellation)
    {
        await DoAsync($"sandbox {config.Attempt}", cancellation);
        Sandbox = config;
        var id = $"s{config.Attempt}";
        sandboxes[id] = new(id, Ready: true, time.GetUtcNow(), ["10.42.0.7"], "");
        return id;
    }

    public override async Task StopSandboxAsync(string sandboxId, CancellationToken cancellation)
    {
        await DoAsync("stop sandbox", cancellation);
        KillSandbox(sandboxId);
    }

    public override async Task RemoveSandboxAsync(string sandboxId, CancellationToken cancellation)
    {
        await DoAsync("remove sandbox", cancellation);
        sandboxes.Remove(sandboxId);
    }

    public override async Task<SandboxStatus?> SandboxStatusAsync(string sandboxId, CancellationToken cancellation)
    {
        await Task.Yield();
        return sandboxes.GetValueOrDefault(sandboxId);
    }

    public override async Task<string> CreateContainerAsync(string sandboxId, ContainerConfig config, SandboxConfig sandbox, CancellationToken cancellation)
    {
        await DoAsync($"create {config.Name} {config.Attempt}", cancellation);
        var id = $"{config.Name}-{config.Attempt}";
        Configs[config.Name] = config;
        containers[id] = new() { Id = id, Name = config.Name, Attempt = config.Attempt, Phase = ContainerPhase.Created, CreatedAt = time.GetUtcNow(), Image = "image:1", ImageRef = "sha256:1" };
        return id;
    }

    public override async Task StartContainerAsync(string containerId, CancellationToken cancellation)
    {
        await DoAsync($"start {containers[containerId].Name}", cancellation);
        containers[containerId] = containers[containerId] with { Phase = ContainerPhase.Running, StartedAt = time.GetUtcNow() };
    }

    public override async Task StopContainerAsync(string containerId, TimeSpan grace, CancellationToken cancellation)
    {
        var name = containers[containerId].Name;
        await DoAsync($"stop {name} {grace.TotalSeconds}", cancellation);
        if (Stubborn.Contains(name)) await Task.Delay(grace, time, cancellation);
        End(containerId, Stubborn.Contains(name) ? 137 : 143);
    }

    public override async Task RemoveContainerAsync(string containerId, CancellationToken cancellation)
    {
        if (!containers.TryGetValue(containerId, out var container)) return;
        await DoAsync($"remove {container.Name}", cancellation);
        containers.Remove(containerId);
    }

    public override async Task<ContainerStatus?> ContainerStatusAsync(string containerId, CancellationToken cancellation)
    {
        await Task.Yield();
        return containers.GetValueOrDefault(containerId);
    }

    public override async Task<ImageInfo?> ImageAsync(string reference, CancellationToken cancellation)
    {
        await Task.Yield();
        return MissingImages.Any(m => reference.Contains(m, StringComparison.Ordinal)) ? null : new("sha256:1", [reference], [], 1, null, "", Pinned: false);
    }

    public override async Task<string> PullImageAsync(string reference, ImageCredentials? credentials, CancellationToken cancellation)
    {
        await DoAsync($"pull {reference}", cancellation);
        MissingImages.Clear();
        return reference;
    }

    private void End(string id, int code)
    {
        if (containers[id].Phase != ContainerPhase.Running) return;
        containers[id] = containers[id] with { Phase = ContainerPhase.Exited, ExitCode = code, FinishedAt = time.GetUtcNow(), Reason = code == 0 ? "Completed" : "Error" };
    }

    private async Task DoAsync(string call, CancellationToken cancellation)
    {
        await Task.Yield();
        Calls.Add(call);
        if (Gate is { } gate && call.StartsWith(Gated, StringComparison.Ordinal)) await gate.Task;
        if (!Refusals.TryGetValue(call, out var left) || left == 0) return;
        Refusals[call] = left - 1;
        throw new RuntimeException(2, $"no {call}");
    }
}
