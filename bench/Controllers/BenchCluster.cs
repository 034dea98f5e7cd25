using Microsoft.Extensions.Logging.Abstractions;
using Timonier.Api;
using Timonier.Api.Bench;
using Timonier.Client.Events;
using Timonier.Client.Informers;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Kinds;
using Timonier.Store.Embedded;

namespace Timonier.Controllers.Bench;

/// <summary>An API over a store in a folder of its own, with durable writes, and controllers in the same process.</summary>
internal sealed class BenchCluster : IAsyncDisposable
{
    private const int AtOnce = 64;
    private readonly string folder = Directory.CreateTempSubdirectory("timonier-controllers-bench-").FullName;
    private readonly RandomIdSource ids = new(new Random(7));
    private readonly CancellationTokenSource stop = new();
    private readonly List<Task> running = [];
    private readonly EmbeddedStore store;
    private readonly ClusterApi api;

    private BenchCluster()
    {
        var everybody = new Everybody();
        store = new EmbeddedStore(new EmbeddedStoreConfig { Directory = folder }, TimeProvider.System, NullLogger<EmbeddedStore>.Instance);
        api = new ClusterApi(store, Kinds, TimeProvider.System, ids, everybody, everybody, new ApiConfig(), NullLoggerFactory.Instance);
        Client = api.For(new UserInfo("bench", ["system:masters"]));
        Views = new InformerSource(Client, TimeProvider.System, ids, NullLoggerFactory.Instance);
    }

    public KindRegistry Kinds { get; } = new();
    public IClusterClient Client { get; }
    public InformerSource Views { get; }

    public static async Task<BenchCluster> StartAsync()
    {
        var cluster = new BenchCluster();
        await cluster.store.StartAsync(CancellationToken.None);
        await cluster.api.StartAsync(CancellationToken.None);
        await cluster.PutAsync(CoreResources.ServiceAccounts, 1, _ => Named("v1", "ServiceAccount", "default"));
        return cluster;
    }

    public void Run<TKey>(Func<IClusterClient, IEventRecorder, Controller<TKey>> make) where TKey : notnull => running.Add(RunAsync(make));

    public async Task<Document> PutAsync(ResourceName resource, int count, Func<int, DraftObject> body)
    {
        Document? last = null;
        await Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (i, cancellation) =>
        {
            var made = await Client.CreateAsync(resource, "default", body(i), cancellation: cancellation);
            last = made.IsSuccess ? made.Value : throw new InvalidOperationException(made.Failure.Message);
        });
        return last!;
    }

    /// <summary>Waits until as many objects of a resource are there as wanted.</summary>
    public async Task UntilCountAsync(ResourceName resource, int count)
    {
        var view = Views.For(resource);
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await view.SyncedAsync(CancellationToken.None);
        using var heard = view.Subscribe(_ =>
        {
            if (view.Snapshot.Count == count) reached.TrySetResult();
        });
        if (view.Snapshot.Count != count) await reached.Task;
    }

    public static DraftObject Named(string version, string kind, string name) =>
        new() { ["apiVersion"] = version, ["kind"] = kind, ["metadata"] = new DraftObject { ["name"] = name } };

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await Task.WhenAll(running);
        await Views.DisposeAsync();
        await api.DisposeAsync();
        await store.DisposeAsync();
        stop.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private async Task RunAsync<TKey>(Func<IClusterClient, IEventRecorder, Controller<TKey>> make) where TKey : notnull
    {
        var recorder = new EventRecorder(Client, new EventSource("bench"), TimeProvider.System, NullLogger<EventRecorder>.Instance);
        await using var informers = new InformerSource(Client, TimeProvider.System, ids, NullLoggerFactory.Instance);
        var loop = new ControllerLoop<TKey>(make(Client, recorder), informers, TimeProvider.System, NullLogger.Instance);
        await Task.WhenAll(recorder.RunAsync(stop.Token), loop.RunAsync(stop.Token));
    }
}
