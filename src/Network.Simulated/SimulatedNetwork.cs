using System.Net;
using Timonier.Contracts.Network;

namespace Timonier.Network.Simulated;

/// <summary>
/// The network of one node that is not there: gives pods addresses of the node's range and remembers what it was told of
/// services and other nodes. Nothing leaves the process.
/// </summary>
public sealed class SimulatedNetwork : INodeNetwork
{
    private readonly Lock gate = new();
    private volatile PodRange? range;

    /// <summary>Whether pods can have addresses: the node knows its range.</summary>
    public bool IsStarted => range is not null;

    /// <summary>What was applied last.</summary>
    public ServiceTable Services { get; private set; } = new([]);
    public IReadOnlyList<NodePeer> Peers { get; private set; } = [];

    /// <summary>The address of a sandbox, its own for as long as it is there; null: none is left, or the network is not started.</summary>
    public string? Attach(string sandboxId)
    {
        lock (gate) return range?.Assign(sandboxId)?.ToString();
    }

    public void Detach(string sandboxId)
    {
        lock (gate) range?.Release(sandboxId);
    }

    /// <summary>Started once more with the same range, everybody keeps what he has.</summary>
    public Task StartAsync(NodeNetworkConfig config, CancellationToken cancellation)
    {
        UseRange(config.PodCidr);
        return Task.CompletedTask;
    }

    public void UseRange(IPNetwork podCidr)
    {
        lock (gate)
            if (range?.Network.Equals(podCidr) != true) range = new PodRange(podCidr);
    }

    public Task ApplyServicesAsync(ServiceTable table, CancellationToken cancellation)
    {
        Services = table;
        return Task.CompletedTask;
    }

    public Task ApplyPeersAsync(IReadOnlyList<NodePeer> peers, CancellationToken cancellation)
    {
        Peers = peers;
        return Task.CompletedTask;
    }

    public Task RemoveAllAsync(NodeNetworkConfig config, CancellationToken cancellation)
    {
        lock (gate) range = null;
        (Services, Peers) = (new([]), []);
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
