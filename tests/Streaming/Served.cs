using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Timonier.Streaming.Tests;

/// <summary>A real web server on a free port with one handler, and clients for it.</summary>
public sealed class Served : IAsyncDisposable
{
    private readonly WebApplication app;

    private Served(WebApplication app, Uri address)
    {
        this.app = app;
        Address = address;
    }

    public Uri Address { get; }

    public static async Task<Served> StartAsync(RequestDelegate handler)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        app.Run(handler);
        await app.StartAsync();
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return new(app, new Uri(address));
    }

    public async Task<HttpResponseMessage> UpgradeAsync(string path, string? protocol)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Address, path));
        request.Headers.TryAddWithoutValidation("Connection", "Upgrade");
        request.Headers.TryAddWithoutValidation("Upgrade", "SPDY/3.1");
        if (protocol is not null) request.Headers.TryAddWithoutValidation("X-Stream-Protocol-Version", protocol);
        return await new HttpMessageInvoker(new SocketsHttpHandler()).SendAsync(request, TestContext.Current.CancellationToken);
    }

    public async Task<SpdyConnection> SpdyAsync(string path, string protocol)
    {
        var response = await UpgradeAsync(path, protocol);
        response.StatusCode.ShouldBe(HttpStatusCode.SwitchingProtocols);
        return SpdyConnection.Start(await response.Content.ReadAsStreamAsync(), SpdyRole.Client, TimeProvider.System);
    }

    public async Task<ClientWebSocket> WebSocketAsync(string path, string protocol)
    {
        var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol(protocol);
        await socket.ConnectAsync(new UriBuilder(new Uri(Address, path)) { Scheme = "ws" }.Uri, TestContext.Current.CancellationToken);
        return socket;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
