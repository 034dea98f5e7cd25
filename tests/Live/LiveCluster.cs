using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Timonier.Api;
using Timonier.Api.Admission;
using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Kinds;
using Timonier.Store.Embedded;
using Timonier.Testing.Parts;
using Timonier.Testing.Turns;

namespace Timonier.Tests.Live;

/// <summary>
/// The real API, and the loops a test starts on it, each under its own identity and default role. All of it runs a piece
/// at a time. The clock stands still, except that it moves from timer to timer while a test waits and nothing is left to
/// run; while loops settle, only pauses of up to two seconds (back-offs) pass. Everything else passes when the test says so.
/// </summary>
public sealed partial class LiveCluster : IClusterClientFactory, IAsyncDisposable
{
    private readonly Pump pump = new();
    private readonly Course course;
    private readonly MemoryStore store;
    private readonly ClusterApi api;
    private readonly IClusterClient reader;
    private readonly BootstrapRules rules = new();
    private readonly ConcurrentQueue<ClusterCall> written = new();
    private readonly List<IAsyncDisposable> running = [];
    private readonly CancellationTokenSource end = new();

    private LiveCluster()
    {
        Time = new VirtualClock(pump, new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
        store = new MemoryStore(Time);
        course = new Course(pump, Time, () => store.CurrentRevision);
        // Most tests run one controller: nobody would take the taint off a new node, or let go of a claim.
        var config = new ApiConfig { Admission = new AdmissionPlugins { Disabled = ["TaintNodesByCondition", "StorageObjectInUseProtection"] } };
        api = new ClusterApi(store, Kinds, Time, Ids, rules, rules, config, NullLoggerFactory.Instance);
        reader = api.For(new UserInfo("admin", ["system:masters"]));
        Admin = new PumpedClient(reader, pump);
    }

    public VirtualClock Time { get; }
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
        await cluster.pump.RunAsync(async () =>
        {
            await cluster.store.StartAsync(TestContext.Current.CancellationToken);
            await cluster.api.StartAsync(TestContext.Current.CancellationToken);
        });
        if (!bare) await cluster.PutAsync(CoreResources.ServiceAccounts, "{'metadata':{'name':'default'}}");
        return cluster;
    }

    /// <summary>Cancelled by <see cref="End"/>: lets a request that was held back come to nothing.</summary>
    public CancellationToken Ended => end.Token;

    public void End() => pump.Post(end.Cancel);

    public IClusterClient For(UserInfo identity) => new TroubledClient(api.For(identity), identity.Name, this);

    /// <summary>Starts a loop that ends with the returned value's disposal, or with the cluster.</summary>
    public RunningLoop Start(Func<CancellationToken, Task> loop)
    {
        var started = new RunningLoop(pump, loop);
        running.Add(started);
        return started;
    }

    internal Task<Status?> BeforeAsync(ClusterCall call) => Before(call);

    internal void After(ClusterCall call, Status? failure)
    {
        if (failure is null) written.Enqueue(call);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var loop in running) await loop.DisposeAsync();
        end.Dispose();
        await pump.RunAsync(async () =>
        {
            await api.DisposeAsync();
            await store.DisposeAsync();
        });
        rules.Refusals.ShouldBeEmpty();
    }
}
