using Microsoft.Extensions.Logging.Abstractions;
using Timonier.Client;
using Timonier.Client.Events;
using Timonier.Client.Informers;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Tests.Live;

namespace Timonier.Controllers.Tests;

/// <summary>One controller's loop on a live cluster, with its events, under its own identity, as ControllerSet runs it.</summary>
internal sealed class Loop<TKey> : IAsyncDisposable where TKey : notnull
{
    private readonly RunningLoop running;

    public Loop(LiveCluster cluster, string identity, Func<IClusterClient, IEventRecorder, Controller<TKey>> make)
    {
        var client = cluster.For(UserInfo.Controller(identity));
        var recorder = new EventRecorder(client, new EventSource(identity), cluster.Time, NullLogger<EventRecorder>.Instance);
        Controller = new Observed<TKey>(make(client, recorder));
        running = cluster.Start(async cancellation =>
        {
            await using var informers = new InformerSource(client, cluster.Time, cluster.Ids, NullLoggerFactory.Instance);
            var loop = new ControllerLoop<TKey>(Controller, informers, cluster.Time, NullLogger.Instance);
            await Task.WhenAll(recorder.RunAsync(cancellation), loop.RunAsync(cancellation));
        });
    }

    public Observed<TKey> Controller { get; }

    /// <summary>Ends it as a crash would: what it knew is lost.</summary>
    public ValueTask DisposeAsync() => running.DisposeAsync();
}
