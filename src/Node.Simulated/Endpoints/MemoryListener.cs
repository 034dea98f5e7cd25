using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;

namespace Timonier.Node.Simulated.Endpoints;

/// <summary>Hands connections that are made inside the process to a server, as a socket does those from outside.</summary>
internal sealed class MemoryListener : IConnectionListenerFactory, IConnectionListener
{
    private readonly Channel<ConnectionContext> waiting = Channel.CreateUnbounded<ConnectionContext>();

    public static EndPoint Place { get; } = new DnsEndPoint("simulated-nodes", 1);

    public EndPoint EndPoint => Place;

    public void Connect(MemoryConnection connection) => waiting.Writer.TryWrite(connection);

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) => ValueTask.FromResult<IConnectionListener>(this);

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (await waiting.Reader.WaitToReadAsync(cancellationToken))
            if (waiting.Reader.TryRead(out var connection)) return connection;
        return null;
    }

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        waiting.Writer.TryComplete();
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => UnbindAsync();
}
