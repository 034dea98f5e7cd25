using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Timonier.Dns.Tests;

/// <summary>Another nameserver on a free port of the loopback, UDP and TCP; the test says what it answers.</summary>
internal sealed class FakeUpstream : IAsyncDisposable
{
    private readonly Socket udp = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly Socket tcp = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource stop = new();
    private readonly Func<byte[], bool, IEnumerable<byte[]>> answer;
    private readonly Task[] running;
    private int asked;

    /// <param name="answer">The datagrams to send back for a query; the second argument is true over UDP.</param>
    public FakeUpstream(Func<byte[], bool, IEnumerable<byte[]>> answer)
    {
        this.answer = answer;
        tcp.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        tcp.Listen();
        udp.Bind(tcp.LocalEndPoint!);
        running = [ServeUdpAsync(), ServeTcpAsync()];
    }

    public IPEndPoint Address => (IPEndPoint)tcp.LocalEndPoint!;
    public int Asked => Volatile.Read(ref asked);

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        foreach (var task in running) await task.ContinueWith(_ => { }, TaskScheduler.Default);
        udp.Dispose();
        tcp.Dispose();
        stop.Dispose();
    }

    private async Task ServeUdpAsync()
    {
        var buffer = new byte[4096];
        while (true)
        {
            var got = await udp.ReceiveFromAsync(buffer, SocketFlags.None, new IPEndPoint(IPAddress.Any, 0), stop.Token);
            Interlocked.Increment(ref asked);
            foreach (var reply in answer(buffer[..got.ReceivedBytes], true)) await udp.SendToAsync(reply, SocketFlags.None, got.RemoteEndPoint, stop.Token);
        }
    }

    private async Task ServeTcpAsync()
    {
        while (true)
        {
            using var connection = await tcp.AcceptAsync(stop.Token);
            await using var stream = new NetworkStream(connection);
            var size = new byte[2];
            await stream.ReadExactlyAsync(size, stop.Token);
            var query = new byte[BinaryPrimitives.ReadUInt16BigEndian(size)];
            await stream.ReadExactlyAsync(query, stop.Token);
            await stream.WriteAsync(TcpFrame.Of(answer(query, false).First()), stop.Token);
        }
    }
}
