using Timonier.Contracts.Runtime;

namespace Timonier.Runtime.Simulated;

public sealed partial class SimulatedRuntime
{
    public Task<string> RunSandboxAsync(SandboxConfig config, CancellationToken cancellation)
    {
        var id = NextId();
        string[] ips = [];
        if (!config.HostNetwork)
            ips = [settings.Attach(id) ?? throw new RuntimeException(Unknown, "failed to setup network for sandbox: the node has no address left for pods")];
        lock (gate)
        {
            sandboxes[id] = new SimulatedSandbox(id, config, time.GetUtcNow(), ips);
            return Task.FromResult(id);
        }
    }

    public Task StopSandboxAsync(string sandboxId, CancellationToken cancellation)
    {
        lock (gate)
        {
            if (!sandboxes.TryGetValue(sandboxId, out var sandbox) || !sandbox.Ready) return Task.CompletedTask;
            sandbox.Ready = false;
            foreach (var container in sandbox.Containers) End(container, KilledCode);
            if (!sandbox.Config.HostNetwork) settings.Detach(sandboxId);
            Tell(RuntimeEventKind.Stopped, "", sandbox);
        }
        return Task.CompletedTask;
    }

    public async Task RemoveSandboxAsync(string sandboxId, CancellationToken cancellation)
    {
        await StopSandboxAsync(sandboxId, cancellation);
        lock (gate)
        {
            if (!sandboxes.Remove(sandboxId, out var sandbox)) return;
            foreach (var container in sandbox.Containers) containers.Remove(container.Id);
            Tell(RuntimeEventKind.Deleted, "", sandbox);
        }
    }

    public Task<SandboxStatus?> SandboxStatusAsync(string sandboxId, CancellationToken cancellation)
    {
        lock (gate)
            return Task.FromResult(sandboxes.TryGetValue(sandboxId, out var sandbox) ? new SandboxStatus(sandboxId, sandbox.Ready, sandbox.CreatedAt, sandbox.Ips, "") : null);
    }

    public Task<IReadOnlyList<SandboxSummary>> ListSandboxesAsync(CancellationToken cancellation)
    {
        lock (gate)
            return Task.FromResult<IReadOnlyList<SandboxSummary>>([.. sandboxes.Values.Select(s => new SandboxSummary(s.Id, s.Config.Name, s.Config.Namespace, s.Config.Uid, s.Config.Attempt, s.Ready, s.CreatedAt, s.Config.Labels))]);
    }
}
