using System.Buffers.Binary;
using Microsoft.Extensions.Logging;
using Timonier.Contracts.Store;
using Timonier.Kernel;

namespace Timonier.Store.Etcd;

/// <summary>
/// The store over etcd. Writes are transactions there; one watch of all our keys feeds an index and a history in
/// memory, from which reads and watchers are served once a question to etcd has told how far they must have come.
/// </summary>
public sealed partial class EtcdStore : IRevisionStore
{
    private readonly EtcdStoreConfig config;
    private readonly TimeProvider time;
    private readonly ILogger<EtcdStore> logger;
    private readonly EtcdKeys layout;
    private readonly EtcdConnection connection;
    private readonly WatchHub hub;
    private readonly CancellationTokenSource ending = new();

    // Whoever replaces the snapshot holds it; readers do not.
    private readonly Lock gate = new();
    private volatile StoreSnapshot snapshot = StoreSnapshot.Empty;
    private Task following = Task.CompletedTask;
    private Task compacting = Task.CompletedTask;

    public EtcdStore(EtcdStoreConfig config, TimeProvider time, IIdSource ids, ILogger<EtcdStore> logger)
    {
        this.config = config;
        this.time = time;
        this.logger = logger;
        server = BinaryPrimitives.ReadInt64LittleEndian(Guid.Parse(ids.NextUid()).ToByteArray());
        layout = new EtcdKeys(config.Prefix, config.KeyRoot);
        connection = new EtcdConnection(config, time);
        hub = new WatchHub(() => snapshot.History, config.WatchLag);
    }

    public long CurrentRevision => snapshot.Revision;

    public long CompactedRevision => snapshot.History.Compacted;

    public async ValueTask StartAsync(CancellationToken cancellation)
    {
        var newest = await LoadAsync(cancellation);
        following = FollowAsync(ending.Token);
        await PassAsync(newest, cancellation);
        if (config.CompactionInterval > TimeSpan.Zero)
            compacting = CompactRegularlyAsync(ending.Token);
        LogOpened(connection.Member.Peer, snapshot.Revision, snapshot.Keys.Count, snapshot.History.Compacted);
    }

    public IStoreWatch Watch(string prefix, long afterRevision) => hub.Watch(prefix, afterRevision);

    public async ValueTask WaitForAsync(long revision, CancellationToken cancellation) => await hub.WaitForAsync(revision, cancellation);

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        await following;
        await compacting;
        hub.Close();
        connection.Dispose();
        fencing.Dispose();
        ending.Dispose();
    }
}
