using System.Threading.Channels;
using Timonier.Contracts.Network;

namespace Timonier.ServiceProxy.Tests;

/// <summary>A network that hands every applied state to the test, and refuses as often as told.</summary>
internal sealed class RecordingNetwork : INodeNetwork
{
    private readonly Channel<ServiceTable> tables = Channel.CreateUnbounded<ServiceTable>();
    private readonly Channel<IReadOnlyList<NodePeer>> peers = Channel.CreateUnbounded<IReadOnlyList<NodePeer>>();

    public int Refusals { get; set; }

    /// <summary>What an application waits for; complete unless the test says otherwise.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public ValueTask<ServiceTable> NextTableAsync() => tables.Reader.ReadAsync(TestContext.Current.CancellationToken);

    public ValueTask<IReadOnlyList<NodePeer>> NextPeersAsync() => peers.Reader.ReadAsync(TestContext.Current.CancellationToken);

    public bool HasMore => tables.Reader.Count + peers.Reader.Count > 0;

    public async Task ApplyServicesAsync(ServiceTable table, CancellationToken cancellation)
    {
        if (Refusals-- > 0) throw new IOException("the kernel is busy");
        tables.Writer.TryWrite(table);
        await Gate.WaitAsync(cancellation);
    }

    public Task ApplyPeersAsync(IReadOnlyList<NodePeer> now, CancellationToken cancellation)
    {
        if (Refusals-- > 0) throw new IOException("the kernel is busy");
        peers.Writer.TryWrite(now);
        return Task.CompletedTask;
    }

    public Task StartAsync(NodeNetworkConfig config, CancellationToken cancellation) => Task.CompletedTask;

    public Task RemoveAllAsync(NodeNetworkConfig config, CancellationToken cancellation) => Task.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
