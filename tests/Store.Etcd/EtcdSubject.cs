using Timonier.Contracts.Store;
using Timonier.Tests.StoreModel;

namespace Timonier.Store.Etcd.Tests;

/// <summary>An etcd of its own for each history, because compactions concern all of it. A restart kills the server, not etcd.</summary>
internal sealed class EtcdSubject : IStoreSubject
{
    private static int subjects;

    private readonly EtcdCluster cluster;
    private readonly EtcdStoreConfig config;
    private EtcdStore store = null!;

    private EtcdSubject(EtcdCluster cluster, int history)
    {
        this.cluster = cluster;
        config = cluster.Config() with { HistoryRevisions = history };
    }

    public IRevisionStore Store => store;

    public Action<TimeSpan>? Advance => null;

    public bool TellsAtOnce => false;

    public static async Task<IStoreSubject> StartAsync(int history)
    {
        var subject = new EtcdSubject(await EtcdCluster.StartAsync(1), history);
        // Every other one is a cluster that has come from another store, with revisions far above etcd's.
        if (Interlocked.Increment(ref subjects) % 2 == 0)
            await using (var moved = subject.cluster.Make(subject.config))
                await moved.BeginAboveAsync(1_000_000, TestContext.Current.CancellationToken);
        subject.store = await subject.cluster.OpenAsync(subject.config);
        return subject;
    }

    public async Task RestartAsync()
    {
        await store.DisposeAsync();
        store = await cluster.OpenAsync(config);
    }

    public async ValueTask DisposeAsync()
    {
        await store.DisposeAsync();
        cluster.Dispose();
    }
}
