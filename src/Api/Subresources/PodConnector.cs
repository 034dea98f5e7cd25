using System.Net.Sockets;

namespace Timonier.Api.Subresources;

/// <summary>Straight over the pod network.</summary>
public sealed class PodConnector : IPodConnector
{
    public async ValueTask<Stream> ConnectAsync(string address, int port, CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address, port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw new IOException($"dial tcp {address}:{port}: {e.Message}", e);
        }
    }
}
