using System.Net;
using System.Net.Sockets;

namespace Timonier.Dns;

public sealed partial class DnsServer
{
    private const int LargestDatagram = 4096;

    /// <summary>
    /// Names of the cluster are answered in the loop itself, without waiting for anything; what waits for other
    /// servers is bounded by the forwarder.
    /// </summary>
    private async Task ServeUdpAsync(Socket socket, DnsResolver resolver, CancellationToken cancellation)
    {
        var buffer = new byte[LargestDatagram];
        EndPoint anyone = new IPEndPoint(socket.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0);
        while (true)
        {
            try
            {
                var got = await socket.ReceiveFromAsync(buffer, SocketFlags.None, anyone, cancellation);
                _ = ReplyAsync(socket, buffer[..got.ReceivedBytes], got.RemoteEndPoint, resolver, cancellation);
            }
            catch (SocketException e)
            {
                LogBroken(e);
                await Task.Delay(AfterSocketError, time, cancellation);
            }
        }
    }

    private async Task ReplyAsync(Socket socket, byte[] query, EndPoint asker, DnsResolver resolver, CancellationToken cancellation)
    {
        try
        {
            if (await resolver.AnswerAsync(query, udp: true, cancellation) is { } reply) await socket.SendToAsync(reply, SocketFlags.None, asker, cancellation);
        }
        catch (Exception e)
        {
            // The edge of a request: no packet may end the server.
            LogBroken(e);
        }
    }
}
