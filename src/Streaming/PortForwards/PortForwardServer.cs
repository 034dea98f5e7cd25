using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Timonier.Streaming;

/// <summary>
/// Serves port-forward requests: SPDY/3.1 with <c>portforward.k8s.io</c>, the same inside a WebSocket (what kubectl
/// uses today), and WebSocket channels with the ports in the query.
/// </summary>
public sealed partial class PortForwardServer(TimeProvider time)
{
    private const string Protocol = "portforward.k8s.io";
    private const string Tunnelled = "SPDY/3.1+" + Protocol;
    private const string V4 = "v4.channel.k8s.io";
    private const string V4Base64 = "v4.base64.channel.k8s.io";

    /// <summary>
    /// Serves until the client leaves. <paramref name="connect"/> answers a connection to the pod's port or throws an
    /// exception whose message is told to the client.
    /// </summary>
    public async Task ServeAsync(HttpContext context, Func<int, CancellationToken, Task<Stream>> connect, CancellationToken cancellation)
    {
        if (WebSocketUpgrade.IsRequested(context.Request))
        {
            await ServeWebSocketAsync(context, connect, cancellation);
        }
        else if (SpdyUpgrade.IsRequested(context.Request))
        {
            if (await SpdyUpgrade.NegotiateAsync(context, [Protocol], Protocol) is null) return;
            if (await SpdyUpgrade.AcceptAsync(context, Protocol, time) is { } connection) await ServeSpdyAsync(connection, connect, cancellation);
        }
        else
        {
            await Refusals.BadRequestAsync(context, "you must request a WebSocket or SPDY/3.1 upgrade");
        }
    }

    private async Task ServeWebSocketAsync(HttpContext context, Func<int, CancellationToken, Task<Stream>> connect, CancellationToken cancellation)
    {
        var offered = WebSocketUpgrade.Protocols(context.Request).ToList();
        var protocol = offered.FirstOrDefault(name => name is Tunnelled or V4 or V4Base64 or Protocol);
        if (protocol is null && offered.Count > 0)
        {
            await Refusals.ForbiddenAsync(context, $"none of the subprotocols {string.Join(", ", offered)} is known; choose from {Tunnelled}, {V4}, {V4Base64}");
            return;
        }
        if (protocol == Tunnelled)
        {
            if (await WebSocketUpgrade.AcceptAsync(context, protocol) is { } tunnel)
                await ServeSpdyAsync(SpdyConnection.Start(new WebSocketStream(tunnel), SpdyRole.Server, time), connect, cancellation);
            return;
        }
        if (Ports(context.Request, out var ports) is { } wrong)
        {
            await Refusals.BadRequestAsync(context, wrong);
            return;
        }
        if (await WebSocketUpgrade.AcceptAsync(context, protocol ?? "") is not { } socket) return;
        await using var channels = new ChannelSocket(socket, ports.Count * 2, protocol ?? "", time, cancellation);
        // A channel has no end of its own: once every port has said all, the end of the WebSocket tells so.
        await Task.WhenAll(ports.Select((port, at) => ServeChannelsAsync(channels, at, port, connect)));
    }

    private static async Task ServeChannelsAsync(ChannelSocket channels, int at, ushort port, Func<int, CancellationToken, Task<Stream>> connect)
    {
        var data = channels[at * 2];
        var error = channels[at * 2 + 1];
        var greeting = new byte[] { (byte)port, (byte)(port >> 8) };
        try
        {
            await data.WriteAsync(greeting, channels.Ended);
            await error.WriteAsync(greeting, channels.Ended);
            await using var pod = await connect(port, channels.Ended);
            await RelayAsync(pod, data, null, channels.Ended);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            await TellAsync(error, port, failure, channels.Ended);
        }
        catch (OperationCanceledException)
        {
            // The client left while we connected.
        }
    }

    /// <summary>Until the pod has sent everything, or the client is gone; the client's end alone is passed on.</summary>
    private static async Task RelayAsync(Stream pod, Stream client, Func<ValueTask>? ended, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var inward = InwardAsync(client, pod, stop.Token);
        try
        {
            await DuplexPump.CopyAsync(pod, client, null, stop.Token);
            if (ended is not null) await ended();
        }
        finally
        {
            await stop.CancelAsync();
            await inward;
        }
    }

    private static async Task InwardAsync(Stream client, Stream pod, CancellationToken cancellation)
    {
        if (!await DuplexPump.CopyAsync(client, pod, null, cancellation)) return;
        try
        {
            if (pod is DuplexStream duplex) await duplex.CloseWriteAsync(cancellation);
            else if (pod is NetworkStream network) network.Socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception gone) when (gone is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The pod closed first; what it sent is still being relayed.
        }
    }

    private static async Task TellAsync(Stream error, int port, Exception failure, CancellationToken cancellation)
    {
        try
        {
            // A runtime that noticed only after it had accepted the connection says the same at more length.
            var about = $"error forwarding port {port} to pod";
            await error.WriteAsync(Encoding.UTF8.GetBytes(failure.Message.StartsWith(about, StringComparison.Ordinal) ? failure.Message : $"{about}: {failure.Message}"), cancellation);
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException)
        {
            // The client left before it could hear it.
        }
    }

    private static string? Ports(HttpRequest request, out List<ushort> ports)
    {
        ports = [];
        var values = request.Query["port"];
        if (values.Count == 0) return "query parameter \"port\" is required";
        foreach (var text in values.SelectMany(value => (value ?? "").Split(',')))
        {
            if (text.Length == 0) return "query parameter \"port\" cannot be empty";
            if (!ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port)) return $"unable to parse \"{text}\" as a port";
            if (port == 0) return $"port \"{text}\" must be > 0";
            ports.Add(port);
        }
        return ports.Count <= 64 ? null : "more than 64 ports in one request";
    }
}
