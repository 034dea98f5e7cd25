using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Timonier.Api.Subresources;

namespace Timonier.Api.Tests.Subresources;

/// <summary>Whatever address is dialled, of a pod or of a node, one web server stands there and tells what it was asked.</summary>
internal sealed class EchoServer : IPodConnector, IKubeletConnector, IAsyncDisposable
{
    private readonly WebApplication app;

    private EchoServer(WebApplication app) => this.app = app;

    public List<string> Dialled { get; } = [];

    /// <summary>The names of the last request's headers.</summary>
    public IReadOnlyList<string> Headers { get; private set; } = [];

    public static async Task<EchoServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var server = new EchoServer(app);
        app.Run(context =>
        {
            server.Headers = [.. context.Request.Headers.Keys];
            return context.Response.WriteAsync($"{context.Request.Method} {context.Features.Get<IHttpRequestFeature>()!.RawTarget} for {context.Request.Host}");
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    public ValueTask<Stream> ConnectAsync(string nodeName, string address, int port, CancellationToken cancellation) => ConnectAsync(address, port, cancellation);

    public ValueTask<Stream> ConnectAsync(string address, int port, CancellationToken cancellation)
    {
        Dialled.Add($"{address}:{port}");
        var own = new Uri(app.Urls.First());
        return port == 9 ? throw new IOException("dial tcp: connection refused") : new PodConnector().ConnectAsync(own.Host, own.Port, cancellation);
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
