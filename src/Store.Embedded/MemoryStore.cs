using Timonier.Contracts.Store;

namespace Timonier.Store.Embedded;

/// <summary>
/// The same store without a disk: it lasts as long as this object. A write has happened when the call returns, on the
/// thread that made it, so that a simulation holds every step in its hand.
/// </summary>
public sealed partial class MemoryStore : IRevisionStore
{
    private readonly TimeProvider time;
    private readonly int historyRevisions;
    private readonly Lock gate = new();
    private readonly LogBuffer records = new();
    private readonly WatchHub hub;
    private readonly ExpirySchedule expiries;
    private readonly IReadOnlyList<Expiry> inherited = [];
    private volatile StoreSnapshot snapshot = StoreSnapshot.Empty;
    private volatile bool closed;

    /// <param name="time">By which keys expire and history ages.</param>
    /// <param name="historyRevisions">At most so many past revisions stay readable and can be watched from.</param>
    public MemoryStore(TimeProvider time, int historyRevisions = 100_000)
    {
        this.time = time;
        this.historyRevisions = historyRevisions;
        hub = new WatchHub(() => snapshot.History, historyRevisions);
        expiries = new ExpirySchedule(time, () => Commit(null));
    }

    private MemoryStore(TimeProvider time, int historyRevisions, StoreSnapshot start, IReadOnlyList<Expiry> inherited)
        : this(time, historyRevisions)
    {
        snapshot = start;
        this.inherited = inherited;
    }

    public long CurrentRevision => snapshot.Revision;

    public long CompactedRevision => snapshot.History.Compacted;

    /// <summary>
    /// Another store that begins with what this one holds now and goes its own way. The entries are shared, so that it
    /// costs nothing however many there are; the past stays here.
    /// </summary>
    public MemoryStore Fork(TimeProvider forkTime)
    {
        lock (gate)
            return new MemoryStore(forkTime, historyRevisions, new StoreSnapshot(snapshot.Keys, EventHistory.StartingAfter(snapshot.Revision)), expiries.Pending());
    }

    public ValueTask StartAsync(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (gate)
        {
            hub.Opened(snapshot.Revision);
            foreach (var expiry in inherited)
                expiries.Remember(expiry);
            expiries.Schedule([], []);
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask<StoreWrite> CreateAsync(string key, StoreValue value, CancellationToken cancellation = default) =>
        Write(new PendingWrite(PendingKind.Create, key, value, 0), cancellation);

    public ValueTask<StoreWrite> UpdateAsync(string key, StoreValue value, long expectedRevision, CancellationToken cancellation = default) =>
        Write(new PendingWrite(PendingKind.Update, key, value, expectedRevision), cancellation);

    public ValueTask<StoreWrite> DeleteAsync(string key, long expectedRevision, CancellationToken cancellation = default) =>
        Write(new PendingWrite(PendingKind.Delete, key, default, expectedRevision), cancellation);

    public ValueTask CompactAsync(long revision, CancellationToken cancellation = default)
    {
        if (revision > CurrentRevision)
            throw new ArgumentOutOfRangeException(nameof(revision), revision, $"the store is at revision {CurrentRevision}");
        lock (gate)
            snapshot = snapshot with { History = snapshot.History.CompactTo(revision) };
        return ValueTask.CompletedTask;
    }

    public IStoreWatch Watch(string prefix, long afterRevision)
    {
        ObjectDisposedException.ThrowIf(closed, this);
        return hub.Watch(prefix, afterRevision);
    }

    public ValueTask WaitForAsync(long revision, CancellationToken cancellation) => hub.WaitForAsync(revision, cancellation);

    public async ValueTask DisposeAsync()
    {
        closed = true;
        await expiries.DisposeAsync();
        hub.Close();
    }

    private ValueTask<StoreWrite> Write(PendingWrite write, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (write.Value.RevisionOffset > write.Value.Bytes.Length)
            throw new ArgumentException($"the revision offset of {write.Key} lies behind the end of its value", nameof(write));
        return new ValueTask<StoreWrite>(Commit(write));
    }

    /// <summary>One write and whatever is due; null when only the time has come.</summary>
    private StoreWrite Commit(PendingWrite? write)
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(closed && write is not null, this);
            var now = time.GetUtcNow().ToUnixTimeMilliseconds();
            records.Clear();
            var plan = new CommitPlan(snapshot, now, records, DiskRoom.ForAll, expiries.DeadlineOf);
            if (write is not null)
                plan.Add(write);
            var due = expiries.TakeDue(now, woken: write is null);
            foreach (var expiry in due)
                expiry.IsDone = plan.Expire(expiry.Key, expiry.Revision);
            if (plan.Events.Count > 0)
            {
                var history = snapshot.History.Append(plan.Events, now);
                snapshot = new StoreSnapshot(plan.Keys, history.CompactTo(history.Last - historyRevisions));
                hub.Publish(plan.Events);
            }

            expiries.Schedule(plan.Deadlines, due);
            return write is null ? default : plan.Answers[0].Answer;
        }
    }
}
