using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Timonier.Contracts.Runtime;
using Timonier.Kernel;

namespace Timonier.Runtime.Simulated;

/// <summary>
/// The containers of one node that is not there: they live by rules written as data, on the given clock, and cost nothing
/// while nothing happens to them. Nothing here touches the machine, starts a thread or waits by itself.
/// </summary>
public sealed partial class SimulatedRuntime(SimulatedRuntimeConfig settings, TimeProvider time, IIdSource ids) : IContainerRuntime
{
    private const int NotFound = 5;
    private const int Unavailable = 14;
    private const int Unknown = 2;
    private readonly Lock gate = new();
    private readonly Dictionary<string, SimulatedSandbox> sandboxes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SimulatedContainer> containers = new(StringComparer.Ordinal);
    private readonly SimulatedImages images = new();
    private Channel<RuntimeEvent>[] listeners = [];
    private volatile string fault = "";

    public bool HasEvents => true;

    /// <summary>Why the runtime says that it is not ready; empty: it is.</summary>
    public string Fault
    {
        get => fault;
        set => fault = value;
    }

    public Task StartAsync(CancellationToken cancellation) => Task.CompletedTask;

    public Task<RuntimeVersion> VersionAsync(CancellationToken cancellation) => Task.FromResult(new RuntimeVersion("simulated", "1.0.0", "v1"));

    public Task<RuntimeHealth> HealthAsync(CancellationToken cancellation)
    {
        var network = settings.HasNetwork();
        return Task.FromResult(new RuntimeHealth(fault.Length == 0, network, fault.Length > 0 ? fault : network ? "" : "the node has no range of pod addresses yet"));
    }

    public async IAsyncEnumerable<RuntimeEvent> EventsAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var own = Channel.CreateUnbounded<RuntimeEvent>(new UnboundedChannelOptions { SingleReader = true });
        lock (gate) listeners = [.. listeners, own];
        try
        {
            while (true) yield return await own.Reader.ReadAsync(cancellation);
        }
        finally
        {
            lock (gate) listeners = [.. listeners.Where(l => l != own)];
        }
    }

    /// <summary>The machine goes off: whatever ran is gone, and what was pulled stays on its disk.</summary>
    public void PowerOff()
    {
        lock (gate)
        {
            foreach (var container in containers.Values) container.Alarm?.Dispose();
            foreach (var sandbox in sandboxes.Values.Where(s => s.Ready)) settings.Detach(sandbox.Id);
            containers.Clear();
            sandboxes.Clear();
        }
    }

    public ValueTask DisposeAsync()
    {
        PowerOff();
        return ValueTask.CompletedTask;
    }

    private void Tell(RuntimeEventKind kind, string containerId, SimulatedSandbox sandbox)
    {
        foreach (var listener in listeners) listener.Writer.TryWrite(new RuntimeEvent(kind, containerId, sandbox.Id, sandbox.Config.Uid));
    }

    private SimulatedContainer ContainerOf(string id) =>
        containers.GetValueOrDefault(id) ?? throw new RuntimeException(NotFound, $"an error occurred when try to find container \"{id}\": not found");

    private SimulatedSandbox SandboxOf(string id) =>
        sandboxes.GetValueOrDefault(id) ?? throw new RuntimeException(NotFound, $"an error occurred when try to find sandbox \"{id}\": not found");

    /// <summary>64 digits, as people expect of a container's id.</summary>
    private string NextId() => (ids.NextUid() + ids.NextUid()).Replace("-", "", StringComparison.Ordinal);
}
