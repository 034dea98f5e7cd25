using Timonier.Contracts.Store;

namespace Timonier.Store.Embedded;

public sealed partial class EmbeddedStore
{
    // Bounds one write, and with it the longest time that a writer waits for others of its batch.
    private const int BatchBytes = 8 << 20;

    private readonly Queue<PendingWrite> queue = new();
    private readonly LogBuffer records = new();
    private readonly DiskReserve reserve;
    private readonly TaskCompletionSource commitsEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Thread? commitThread;
    private bool closed;
    private volatile bool isFull;

    public ValueTask<StoreWrite> CreateAsync(string key, StoreValue value, CancellationToken cancellation = default) =>
        EnqueueAsync(new PendingWrite(PendingKind.Create, key, value, 0), cancellation);

    public ValueTask<StoreWrite> UpdateAsync(string key, StoreValue value, long expectedRevision, CancellationToken cancellation = default) =>
        EnqueueAsync(new PendingWrite(PendingKind.Update, key, value, expectedRevision), cancellation);

    public ValueTask<StoreWrite> DeleteAsync(string key, long expectedRevision, CancellationToken cancellation = default) =>
        EnqueueAsync(new PendingWrite(PendingKind.Delete, key, default, expectedRevision), cancellation);

    // A queued write cannot be taken back, so the token counts only before: no write is left in doubt.
    private ValueTask<StoreWrite> EnqueueAsync(PendingWrite write, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        CheckUsable();
        if (write.Value.RevisionOffset > write.Value.Bytes.Length)
            throw new ArgumentException($"the revision offset of {write.Key} lies behind the end of its value", nameof(write));
        if (!Enqueue(write))
        {
            CheckUsable();
            throw new ObjectDisposedException(nameof(EmbeddedStore));
        }

        return new ValueTask<StoreWrite>(write.Task);
    }

    private bool Enqueue(PendingWrite write)
    {
        lock (queue)
        {
            if (closed)
                return false;
            queue.Enqueue(write);
            if (queue.Count == 1)
                Monitor.Pulse(queue);
            return true;
        }
    }

    /// <summary>
    /// The commit thread. It is a thread of its own because a sync blocks whoever asks for it, and there is no
    /// asynchronous one: here, and nowhere else, blocking is right.
    /// </summary>
    private void RunCommits(TaskCompletionSource ready)
    {
        try
        {
            Recover();
            started = true;
            ready.SetResult();
        }
        catch (Exception broken)
        {
            Close();
            ReleaseFiles();
            commitsEnded.SetResult();
            ready.SetException(broken);
            return;
        }

        var batch = new List<PendingWrite>();
        try
        {
            while (TakeBatch(batch))
                Commit(batch);
        }
        catch (Exception broken)
        {
            Fail(broken, batch);
        }
        finally
        {
            started = false;
            commitsEnded.SetResult();
        }
    }

    private bool TakeBatch(List<PendingWrite> batch)
    {
        batch.Clear();
        lock (queue)
        {
            while (queue.Count == 0 && !closed)
                Monitor.Wait(queue);

            long bytes = 0;
            while (bytes < BatchBytes && queue.TryDequeue(out var write))
            {
                batch.Add(write);
                bytes += write.Value.Bytes.Length + write.Key.Length;
            }
        }

        return batch.Count > 0;
    }

    private void Commit(List<PendingWrite> batch)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var due = expiries.TakeDue(now, batch.Exists(static write => write.Kind == PendingKind.Expire));

        // 1. Plan, and make it durable.
        var room = reserve.IsHeld || reserve.TryTake() ? DiskRoom.ForAll : DiskRoom.ForDeletes;
        NoteRoom(room);
        var plan = Plan(batch, due, now, room);
        if (!TryAppend(plan))
            plan = AppendOnFullDisk(batch, due, now);

        // 2. Let readers and watchers see it.
        if (plan.Events.Count > 0)
            Publish(plan, now);
        expiries.Schedule(plan.Deadlines, due);

        // 3. Answer the writers.
        foreach (var (write, answer) in plan.Answers)
            write.SetResult(answer);
        foreach (var asked in batch)
            if (asked.Kind == PendingKind.Compact)
                StartCompaction(asked);
        CompactWhenWorthwhile();
    }

    private CommitPlan Plan(List<PendingWrite> batch, List<Expiry> due, long now, DiskRoom room)
    {
        records.Clear();
        var plan = new CommitPlan(snapshot, now, records, room, expiries.DeadlineOf);
        foreach (var write in batch)
            if (write.Kind is PendingKind.Create or PendingKind.Update or PendingKind.Delete)
                plan.Add(write);
        foreach (var expiry in due)
            expiry.IsDone = plan.Expire(expiry.Key, expiry.Revision);
        return plan;
    }

    private CommitPlan AppendOnFullDisk(List<PendingWrite> batch, List<Expiry> due, long now)
    {
        reserve.Release();
        NoteRoom(DiskRoom.ForDeletes);
        var plan = Plan(batch, due, now, DiskRoom.ForDeletes);
        return TryAppend(plan) ? plan : Plan(batch, due, now, DiskRoom.ForNothing);
    }

    /// <summary>Says once that the disk is full, and once that it no longer is.</summary>
    private void NoteRoom(DiskRoom room)
    {
        var full = room != DiskRoom.ForAll;
        if (full == isFull)
            return;
        isFull = full;
        if (full)
            LogDiskFull(config.Directory);
        else
            LogDiskHasRoom(config.Directory);
    }

    private bool TryAppend(CommitPlan plan)
    {
        if (plan.Events.Count == 0)
            return true;

        try
        {
            if (!active!.IsEmpty && active.Length + records.Length > config.SegmentBytes)
                Roll(plan.Events[0].Revision);
            var began = time.GetTimestamp();
            active!.Append(records.Written, config.SegmentBytes);
            metrics.Committed(plan.Events.Count, time.GetElapsedTime(began));
            return true;
        }
        catch (DiskFullException)
        {
            return false;
        }
    }

    private void Publish(CommitPlan plan, long now)
    {
        var history = snapshot.History.Append(plan.Events, now);
        var edge = history.EdgeOf(config.HistoryRevisions, config.HistoryBytes, now - (long)config.HistoryAge.TotalMilliseconds);
        snapshot = new StoreSnapshot(plan.Keys, history.CompactTo(edge));
        hub.Publish(plan.Events);
    }

    private void Fail(Exception broken, List<PendingWrite> batch)
    {
        failure.TrySetResult(broken);
        Close();
        LogFailed(broken, config.Directory);
        var answer = new StoreFailedException(config.Directory, broken);
        lock (queue)
        {
            batch.AddRange(queue);
            queue.Clear();
        }

        foreach (var write in batch)
            write.TrySetException(answer);
        hub.Close();
    }

    private void Close()
    {
        lock (queue)
        {
            closed = true;
            Monitor.PulseAll(queue);
        }
    }
}
