using System.Net;
using System.Net.WebSockets;
using Timonier.Tests.Serving;

namespace Timonier.Streaming.Tests;

/// <summary>What clients of each protocol do to open a stream.</summary>
internal static class ServedClients
{
    public static async Task<HttpResponseMessage> UpgradeAsync(this Served served, string path, string? protocol)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(served.Address, path));
        request.Headers.TryAddWithoutValidation("Connection", "Upgrade");
        request.Headers.TryAddWithoutValidation("Upgrade", "SPDY/3.1");
        if (protocol is not null) request.Headers.TryAddWithoutValidation("X-Stream-Protocol-Version", protocol);
        return await new HttpMessageInvoker(new SocketsHttpHandler()).SendAsync(request, TestContext.Current.CancellationToken);
    }

    public static async Task<SpdyConnection> SpdyAsync(this Served served, string path, string protocol)
    {
        var response = await served.UpgradeAsync(path, protocol);
        response.StatusCode.ShouldBe(HttpStatusCode.SwitchingProtocols);
        return SpdyConnection.Start(await response.Content.ReadAsStreamAsync(), SpdyRole.Client, TimeProvider.System);
    }

    public static async Task<ClientWebSocket> WebSocketAsync(this Served served, string path, string protocol)
    {
        var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol(protocol);
        await socket.ConnectAsync(new UriBuilder(new Uri(served.Address, path)) { Scheme = "ws" }.Uri, TestContext.Current.CancellationToken);
        return socket;
    }
}
