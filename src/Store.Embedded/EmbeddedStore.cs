using Microsoft.Extensions.Logging;
using Timonier.Contracts.Store;

namespace Timonier.Store.Embedded;

/// <summary>
/// Keys and bytes in a log of our own. Writers queue; one commit thread takes whatever is queued, appends it
/// with one write and one sync, swaps the snapshot that readers see, wakes watchers, and answers the writers.
/// </summary>
public sealed partial class EmbeddedStore : IRevisionStore
{
    private readonly EmbeddedStoreConfig config;
    private readonly TimeProvider time;
    private readonly ILogger<EmbeddedStore> logger;
    private readonly IStoreFiles files;
    private readonly WatchHub hub;
    private readonly ExpirySchedule expiries;
    private readonly TaskCompletionSource<Exception> failure = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private volatile StoreSnapshot snapshot = StoreSnapshot.Empty;
    private volatile bool started;

    public EmbeddedStore(EmbeddedStoreConfig config, TimeProvider time, ILogger<EmbeddedStore> logger)
        : this(config, time, logger, new DiskFiles())
    {
    }

    internal EmbeddedStore(EmbeddedStoreConfig config, TimeProvider time, ILogger<EmbeddedStore> logger, IStoreFiles files)
    {
        this.config = config;
        this.time = time;
        this.logger = logger;
        this.files = files;
        hub = new WatchHub(() => snapshot.History, config.WatchLag);
        reserve = new DiskReserve(files, config.Directory, config.ReserveBytes);
        expiries = new ExpirySchedule(time, () => Enqueue(new PendingWrite(PendingKind.Expire, "", default, 0)));
    }

    public long CurrentRevision => snapshot.Revision;

    public long CompactedRevision => snapshot.History.Compacted;

    /// <summary>Completes, with the cause, when the store has stopped for good; the process should then exit.</summary>
    public Task<Exception> Failure => failure.Task;

    public async ValueTask StartAsync(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        commitThread = new Thread(() => RunCommits(ready)) { IsBackground = true, Name = "store-commit" };
        commitThread.Start();
        await ready.Task;
    }

    public ValueTask WaitForAsync(long revision, CancellationToken cancellation) => hub.WaitForAsync(revision, cancellation);

    public IStoreWatch Watch(string prefix, long afterRevision)
    {
        CheckUsable();
        return hub.Watch(prefix, afterRevision);
    }

    public async ValueTask DisposeAsync()
    {
        Close();
        await expiries.DisposeAsync();
        // Both threads end by themselves once their queues are closed; nothing is blocked to wait for them.
        if (commitThread is not null)
            await commitsEnded.Task;
        await EndCompactionsAsync();
        hub.Close();
        ReleaseFiles();
    }

    private void CheckUsable()
    {
        if (failure.Task.IsCompleted)
            throw new StoreFailedException(config.Directory, failure.Task.Result);
        if (!started)
            throw new InvalidOperationException("the store is not started, or already closed");
    }
}
