using System.Buffers.Binary;
using System.Net.Sockets;

namespace Timonier.Dns;

public sealed partial class DnsServer
{
    private const int MostConnections = 256, LargestQuery = 4096;
    private static readonly TimeSpan TcpPatience = TimeSpan.FromSeconds(10);
    private int connections;

    private async Task ServeTcpAsync(Socket listener, DnsResolver resolver, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                var connection = await listener.AcceptAsync(cancellation);
                // One too many learns so at once instead of waiting behind connections that may be idle.
                if (Interlocked.Increment(ref connections) > MostConnections) Close(connection);
                else _ = ConverseAsync(connection, resolver, cancellation);
            }
            catch (SocketException e)
            {
                LogBroken(e);
                await Task.Delay(AfterSocketError, time, cancellation);
            }
        }
    }

    private async Task ConverseAsync(Socket connection, DnsResolver resolver, CancellationToken cancellation)
    {
        try
        {
            await using var stream = new NetworkStream(connection);
            var size = new byte[2];
            while (true)
            {
                // Counts anew for every query.
                using var limit = new CancellationTokenSource(TcpPatience, time);
                using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
                await stream.ReadExactlyAsync(size, both.Token);
                var length = BinaryPrimitives.ReadUInt16BigEndian(size);
                if (length > LargestQuery) return;
                var query = new byte[length];
                await stream.ReadExactlyAsync(query, both.Token);
                // Under the server's token: others may be waiting for the same answer.
                if (await resolver.AnswerAsync(query, udp: false, cancellation) is not { } reply) return;
                await stream.WriteAsync(TcpFrame.Of(reply), both.Token);
            }
        }
        catch (Exception e)
        {
            // The edge of a connection: its end, a pause too long, or a peer that went away.
            LogBroken(e);
        }
        finally
        {
            Close(connection);
        }
    }

    private void Close(Socket connection)
    {
        connection.Dispose();
        Interlocked.Decrement(ref connections);
    }
}
