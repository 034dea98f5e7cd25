using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Timonier.Client.Tests;
using Timonier.ServiceProxy.Tests;

namespace Timonier.Dns.Tests;

/// <summary>The whole server on a free port of the loopback, over informers that the test fills.</summary>
internal sealed class ServerFixture : IAsyncDisposable
{
    private readonly CancellationTokenSource stop = new();
    private Task running = Task.CompletedTask;

    public MemoryInformers Informers { get; } = new();
    public VirtualTime Time { get; } = new();
    public IPEndPoint Address { get; private set; } = new(IPAddress.Loopback, 0);

    public static async Task<ServerFixture> StartAsync(IReadOnlyList<IPEndPoint> upstreams, string resolvConf = "/nowhere")
    {
        var fixture = new ServerFixture();
        var config = new DnsConfig([fixture.Address], "cluster.local", [IPNetwork.Parse("10.42.0.0/16"), IPNetwork.Parse("10.43.0.0/16")],
            upstreams.Count > 0 ? upstreams : null, resolvConf);
        var server = new DnsServer(config, fixture.Informers, fixture.Time, NullLogger.Instance);
        fixture.running = server.RunAsync(fixture.stop.Token);
        fixture.Address = (await server.Listening)[0];
        return fixture;
    }

    /// <summary>Declares the lists complete and waits until the zone answers.</summary>
    public async Task SyncAsync()
    {
        Informers.Of("", "services").Complete();
        Informers.Of("discovery.k8s.io", "endpointslices").Complete();
        while (Packets.Code(await AskAsync(Packets.Query("cluster.local", RecordType.Soa))) != 0) await Task.Yield();
    }

    public async Task<byte[]> AskAsync(byte[] query)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        await socket.ConnectAsync(Address, TestContext.Current.CancellationToken);
        await socket.SendAsync(query, SocketFlags.None, TestContext.Current.CancellationToken);
        var buffer = new byte[8192];
        var got = await socket.ReceiveAsync(buffer, SocketFlags.None, TestContext.Current.CancellationToken);
        return buffer[..got];
    }

    /// <summary>Asks by UDP and, when that upstream has heard it, lets the time go by that the server waits for it.</summary>
    public async Task<byte[]> AskPastAsync(FakeUpstream silent, byte[] query)
    {
        var answer = AskAsync(query);
        while (silent.Asked == 0) await Task.Yield();
        Time.Advance(TimeSpan.FromSeconds(2));
        return await answer;
    }

    public async Task<byte[]> AskByTcpAsync(byte[] query)
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(Address, TestContext.Current.CancellationToken);
        var stream = tcp.GetStream();
        await stream.WriteAsync(TcpFrame.Of(query), TestContext.Current.CancellationToken);
        var size = new byte[2];
        await stream.ReadExactlyAsync(size, TestContext.Current.CancellationToken);
        var answer = new byte[size[0] << 8 | size[1]];
        await stream.ReadExactlyAsync(answer, TestContext.Current.CancellationToken);
        return answer;
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await running.ContinueWith(_ => { }, TaskScheduler.Default);
        stop.Dispose();
    }
}
