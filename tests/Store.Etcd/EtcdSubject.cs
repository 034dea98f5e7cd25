using Timonier.Contracts.Store;
using Timonier.Tests.StoreModel;

namespace Timonier.Store.Etcd.Tests;

/// <summary>An etcd of its own for each history, because compactions concern all of it. A restart kills the server, not etcd.</summary>
internal sealed class EtcdSubject : IStoreSubject
{
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
