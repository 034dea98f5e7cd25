using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Timonier.Tests.Serving;

namespace Timonier.Streaming.Tests;

public sealed class ServerTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Exec_OverSpdy_EchoesAndTellsExitCode()
    {
        await using var served = await Served.StartAsync(EchoAsync);
        await using var connection = await served.SpdyAsync("/?stdin=1&stdout=1", "v4.channel.k8s.io");
        await RunSpdyEchoAsync(connection);
    }

    [Fact]
    public async Task Exec_ThroughTunnel_IsTheSame()
    {
        await using var back = await Served.StartAsync(EchoAsync);
        var tunnel = new HttpTunnel(TimeProvider.System);
        await using var front = await Served.StartAsync(async context => await tunnel.ForwardAsync(
            context, new TunnelTarget("node", "/exec?stdin=1&stdout=1"), async cancellation =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(IPAddress.Loopback, back.Address.Port, cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            }, context.RequestAborted));
        await using var connection = await front.SpdyAsync("/any", "v4.channel.k8s.io");
        await RunSpdyEchoAsync(connection);
    }

    [Fact]
    public async Task Exec_OverWebSocketV5_CloseSignalEndsInput()
    {
        await using var served = await Served.StartAsync(EchoAsync);
        using var socket = await served.WebSocketAsync("/?stdin=true&stdout=true", "v5.channel.k8s.io");
        socket.SubProtocol.ShouldBe("v5.channel.k8s.io");
        await socket.SendAsync((byte[])[0, .. "hello"u8], WebSocketMessageType.Binary, true, Cancellation);
        await socket.SendAsync((byte[])[255, 0], WebSocketMessageType.Binary, true, Cancellation);
        var channels = await DrainAsync(socket);
        channels[1].ShouldBe("hello");
        channels[3].ShouldContain("\"message\":\"3\"");
    }

    [Fact]
    public async Task Exec_UnknownSpdyProtocol_IsForbiddenWithChoices()
    {
        await using var served = await Served.StartAsync(EchoAsync);
        using var response = await served.UpgradeAsync("/?stdout=1", "v9.channel.k8s.io");
        response.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        response.Headers.GetValues("X-Accepted-Stream-Protocol-Versions").ShouldContain("v4.channel.k8s.io");
    }

    [Fact]
    public async Task PortForward_OverSpdy_RelaysBothWays()
    {
        await using var target = await Served.StartAsync(context => context.Response.WriteAsync("pod says hi"));
        await using var served = await Served.StartAsync(context => new PortForwardServer(TimeProvider.System).ServeAsync(context, async (port, cancellation) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(IPAddress.Loopback, port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }, context.RequestAborted));
        await using var connection = await served.SpdyAsync("/", "portforward.k8s.io");
        var error = await connection.OpenAsync(Pair("error", target.Address.Port), Cancellation);
        await error.CloseWriteAsync(Cancellation);
        var data = await connection.OpenAsync(Pair("data", target.Address.Port), Cancellation);
        await data.WriteAsync("GET / HTTP/1.0\r\n\r\n"u8.ToArray(), Cancellation);
        (await TextAsync(data)).ShouldEndWith("pod says hi");
        (await TextAsync(error)).ShouldBeEmpty();
    }

    [Fact]
    public async Task PortForward_OverWebSocket_GreetsWithPortTellsFailureAndEnds()
    {
        await using var served = await Served.StartAsync(context => new PortForwardServer(TimeProvider.System).ServeAsync(
            context, (_, _) => throw new IOException("nobody listens"), context.RequestAborted));
        using var socket = await served.WebSocketAsync("/?port=258", "v4.channel.k8s.io");
        var text = "";
        var buffer = new byte[1024];
        while (!text.Contains("nobody listens", StringComparison.Ordinal))
        {
            var part = await socket.ReceiveAsync(buffer, Cancellation);
            if (buffer[0] == 1) text += Encoding.Latin1.GetString(buffer, 1, part.Count - 1);
        }
        text.ShouldStartWith("\u0002\u0001");
        var last = await socket.ReceiveAsync(buffer, Cancellation);
        while (last.MessageType != WebSocketMessageType.Close) last = await socket.ReceiveAsync(buffer, Cancellation);
    }

    private static async Task EchoAsync(HttpContext context)
    {
        if (await new RemoteCommandServer(TimeProvider.System).AcceptAsync(context, context.RequestAborted) is not { } session) return;
        await using var owned = session;
        if (session.Stdin is not null) await session.Stdin.CopyToAsync(session.Stdout!, Cancellation);
        await session.FinishAsync(RemoteCommandOutcome.Exited(3), Cancellation);
    }

    private static async Task RunSpdyEchoAsync(SpdyConnection connection)
    {
        var error = await connection.OpenAsync(Type("error"), Cancellation);
        var stdin = await connection.OpenAsync(Type("stdin"), Cancellation);
        var stdout = await connection.OpenAsync(Type("stdout"), Cancellation);
        var sent = new string('x', 300_000);
        var output = TextAsync(stdout);
        await stdin.WriteAsync(Encoding.ASCII.GetBytes(sent), Cancellation);
        await stdin.CloseWriteAsync(Cancellation);
        (await output).ShouldBe(sent);
        RemoteCommandOutcome.Parse(Encoding.UTF8.GetBytes(await TextAsync(error))).ExitCode.ShouldBe(3);
    }

    private static async Task<Dictionary<int, string>> DrainAsync(ClientWebSocket socket)
    {
        var channels = new Dictionary<int, string>();
        var buffer = new byte[64 * 1024];
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer, Cancellation);
            if (part.MessageType == WebSocketMessageType.Close) return channels;
            channels[buffer[0]] = channels.GetValueOrDefault(buffer[0], "") + Encoding.UTF8.GetString(buffer, 1, part.Count - 1);
        }
    }

    private static async Task<string> TextAsync(Stream stream)
    {
        using var all = new MemoryStream();
        await stream.CopyToAsync(all, Cancellation);
        return Encoding.UTF8.GetString(all.ToArray());
    }

    private static Dictionary<string, string> Type(string type) => new() { ["streamtype"] = type };

    private static Dictionary<string, string> Pair(string type, int port) => new() { ["streamtype"] = type, ["port"] = $"{port}", ["requestid"] = "0" };
}
