using System.Net.Sockets;

namespace Timonier.Api.Subresources;

/// <summary>Straight over the pod network.</summary>
public sealed class PodConnector : IPodConnector
{
    private const int KeepAliveSeconds = 15;

    public async ValueTask<Stream> ConnectAsync(string address, int port, CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            // Streams stand for hours: one whose other end has gone without a word must not be waited for.
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, KeepAliveSeconds);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, KeepAliveSeconds);
            await socket.ConnectAsync(address, port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw new IOException($"dial tcp {address}:{port}: {Reason(e)}", e);
        }
    }

    /// <summary>As the people who read upstream's messages know it.</summary>
    private static string Reason(SocketException failure) => failure.SocketErrorCode switch
    {
        SocketError.ConnectionRefused => "connect: connection refused",
        SocketError.HostUnreachable => "connect: no route to host",
        SocketError.NetworkUnreachable => "connect: network is unreachable",
        SocketError.TimedOut => "i/o timeout",
        _ => failure.Message,
    };
}
