using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Timonier.Node.Simulated.Endpoints;

/// <summary>
/// The HTTP interfaces of all simulated nodes on one server without sockets, started when the first is asked for: what the
/// API server sends to a node takes the way that it takes to a real one, but for the wire.
/// </summary>
internal sealed class NodeEndpoints(ILoggerFactory loggers) : IAsyncDisposable
{
    private static readonly object NodeItem = new();
    // Where the agents run: what they are asked for runs there too, however many threads the server has.
    private readonly TaskScheduler home = TaskScheduler.Current;
    private readonly MemoryListener listener = new();
    private readonly SemaphoreSlim gate = new(1);
    private KestrelServer? server;
    private ServiceProvider? services;
    private long connections;

    public async ValueTask<Stream> ConnectAsync(SimulatedNode node, CancellationToken cancellation)
    {
        await StartAsync(cancellation);
        var connection = new MemoryConnection($"{node.Name}-{Interlocked.Increment(ref connections)}");
        connection.Items[NodeItem] = node;
        connection.Features.Set<IConnectionItemsFeature>(new Carried { Items = connection.Items });
        listener.Connect(connection);
        return connection.Client;
    }

    public async ValueTask DisposeAsync()
    {
        if (server is not null)
        {
            // Who still follows a log is cut off: the nodes are gone.
            using var now = new CancellationTokenSource();
            await now.CancelAsync();
            await server.StopAsync(now.Token);
            server.Dispose();
        }
        if (services is not null) await services.DisposeAsync();
        gate.Dispose();
    }

    private async Task StartAsync(CancellationToken cancellation)
    {
        if (server is not null) return;
        await gate.WaitAsync(cancellation);
        try
        {
            if (server is not null) return;
            services = new ServiceCollection().AddSingleton(loggers).BuildServiceProvider();
            var options = new KestrelServerOptions { AddServerHeader = false, ApplicationServices = services };
            options.Limits.MinRequestBodyDataRate = null;
            options.Limits.MinResponseDataRate = null;
            options.Listen(MemoryListener.Place, listen => listen.Protocols = HttpProtocols.Http1);
            var made = new KestrelServer(Options.Create(options), listener, loggers);
            await made.StartAsync(new Application(home), cancellation);
            server = made;
        }
        finally
        {
            gate.Release();
        }
    }

    private static Task HandleAsync(HttpContext context)
    {
        var node = (SimulatedNode?)context.Features.GetRequiredFeature<IConnectionItemsFeature>().Items[NodeItem];
        if (node?.Endpoint is { } endpoint) return endpoint.HandleAsync(context);
        context.Abort();
        return Task.CompletedTask;
    }

    private sealed class Carried : IConnectionItemsFeature
    {
        public required IDictionary<object, object?> Items { get; set; }
    }

    private sealed class Application(TaskScheduler home) : IHttpApplication<HttpContext>
    {
        public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

        public Task ProcessRequestAsync(HttpContext context) =>
            Task.Factory.StartNew(() => HandleAsync(context), CancellationToken.None, TaskCreationOptions.DenyChildAttach, home).Unwrap();

        public void DisposeContext(HttpContext context, Exception? exception) { }
    }
}
