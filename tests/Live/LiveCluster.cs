using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Timonier.Api;
using Timonier.Api.Admission;
using Timonier.Client;
using Timonier.Client.Informers;
using Timonier.Client.Tests;
using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Kinds;
using Timonier.Store.Embedded;

namespace Timonier.Tests.Live;

/// <summary>
/// The real API over a real store in a folder of its own, and the loops a test starts on it, each under its own
/// identity and default role. The clock stands still, except that pauses of up to two seconds (back-offs) pass at
/// once, and that it moves a second at a time while a test waits and nothing happens; everything else passes when the test says so.
/// </summary>
public sealed partial class LiveCluster : IClusterClientFactory, IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("timonier-live-").FullName;
    private readonly EmbeddedStore store;
    private readonly ClusterApi api;
    private readonly BootstrapRules rules = new();
    private readonly InformerSource views;
    private readonly ConcurrentQueue<ClusterCall> written = new();
    private readonly List<IAsyncDisposable> running = [];
    private readonly CancellationTokenSource end = new();

    private LiveCluster()
    {
        store = new EmbeddedStore(new EmbeddedStoreConfig { Directory = folder }, Time, NullLogger<EmbeddedStore>.Instance);
        // Most tests run one controller: nobody would take the taint off a new node, or let go of a claim.
        var config = new ApiConfig { Admission = new AdmissionPlugins { Disabled = ["TaintNodesByCondition", "StorageObjectInUseProtection"] } };
        api = new ClusterApi(store, Kinds, Time, Ids, rules, rules, config, NullLoggerFactory.Instance);
        Admin = api.For(new UserInfo("admin", ["system:masters"]));
        views = new InformerSource(Admin, Time, Ids, NullLoggerFactory.Instance);
    }

    public VirtualTime Time { get; } = new() { Passes = TimeSpan.FromSeconds(2) };
    public KindRegistry Kinds { get; } = new();
    public IIdSource Ids { get; } = new RandomIdSource(new Random(11));
    public IClusterClient Admin { get; }

    /// <summary>The writes of components that the API accepted, in order.</summary>
    public IReadOnlyCollection<ClusterCall> Written => written;

    /// <summary>Called before each write of a component; may write first itself, or answer a refusal.</summary>
    public Func<ClusterCall, Task<Status?>> Before { get; set; } = _ => Task.FromResult<Status?>(null);

    /// <summary>What servers beside this one answer to a component that lists; null: they are not asked, the API is.</summary>
    public Func<ResourceName, string, ListQuery, Task<ApiResult<DocumentList>?>> Elsewhere { get; set; } = (_, _, _) => Task.FromResult<ApiResult<DocumentList>?>(null);

    /// <summary>A cluster whose namespace "default" has its service account, since pods need one; or an entirely bare one.</summary>
    public static async Task<LiveCluster> StartAsync(bool bare = false)
    {
        var cluster = new LiveCluster();
        await cluster.store.StartAsync(TestContext.Current.CancellationToken);
        await cluster.api.StartAsync(TestContext.Current.CancellationToken);
        if (!bare) await cluster.PutAsync(CoreResources.ServiceAccounts, "{'metadata':{'name':'default'}}");
        return cluster;
    }

    /// <summary>Cancelled by <see cref="End"/>: lets a request that was held back come to nothing.</summary>
    public CancellationToken Ended => end.Token;

    public void End() => end.Cancel();

    public IClusterClient For(UserInfo identity) => new TroubledClient(api.For(identity), identity.Name, this);

    /// <summary>Starts a loop that ends with the returned value's disposal, or with the cluster.</summary>
    public RunningLoop Start(Func<CancellationToken, Task> loop)
    {
        var started = new RunningLoop(loop);
        running.Add(started);
        return started;
    }

    internal Task<Status?> BeforeAsync(ClusterCall call) => Before(call);

    internal void After(ClusterCall call, Status? failure)
    {
        if (failure is null) written.Enqueue(call);
        Pulse();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var loop in running) await loop.DisposeAsync();
        end.Dispose();
        await views.DisposeAsync();
        await api.DisposeAsync();
        await store.DisposeAsync();
        Directory.Delete(folder, recursive: true);
        rules.Refusals.ShouldBeEmpty();
    }
}
