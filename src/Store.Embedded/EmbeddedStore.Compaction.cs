using Timonier.Contracts.Store;

namespace Timonier.Store.Embedded;

public sealed partial class EmbeddedStore
{
    // Both threads know the closed segments: one adds, the other drops. Held only to look or to change the list.
    private readonly Lock segmentGate = new();
    private readonly List<ClosedSegment> segments = [];
    private readonly List<PendingWrite> compactionWaiters = [];

    private LogSegment? active;
    private long snapshotRevision;
    private long snapshotBytes;
    private long worthwhileFrom;
    private TaskCompletionSource? compaction;

    public async ValueTask CompactAsync(long revision, CancellationToken cancellation = default)
    {
        if (revision > CurrentRevision)
            throw new ArgumentOutOfRangeException(nameof(revision), revision, $"the store is at revision {CurrentRevision}");
        await EnqueueAsync(new PendingWrite(PendingKind.Compact, "", default, revision), cancellation);
    }

    private void Roll(long first)
    {
        var next = LogSegment.Create(files, config.Directory, first);

        lock (segmentGate)
            segments.Add(new ClosedSegment(active!.Path, first - 1, active.Length));
        active!.Close();
        active = next;
    }

    private void StartCompaction(PendingWrite asked)
    {
        snapshot = snapshot with { History = snapshot.History.CompactTo(asked.Expected) };
        CloseSegment();
        RunCompaction(asked);
    }

    // What was given up by name shall leave the disk too, also out of the segment that is being written.
    private void CloseSegment()
    {
        if (active!.IsEmpty)
            return;
        try
        {
            Roll(snapshot.Revision + 1);
        }
        catch (DiskFullException)
        {
            // Then it leaves with a later compaction.
            LogDiskFull(config.Directory);
        }
    }

    // A snapshot is worth writing when it frees as much as it costs.
    private void CompactWhenWorthwhile()
    {
        var compacted = snapshot.History.Compacted;
        lock (segmentGate)
        {
            var freed = FreeableBytes(compacted);
            if (freed == 0 || freed < Math.Max(snapshotBytes, worthwhileFrom) || compaction is not null)
                return;
        }

        RunCompaction(null);
    }

    private long FreeableBytes(long compacted)
    {
        long bytes = 0;
        foreach (var segment in segments)
            bytes += segment.Last <= compacted ? segment.Bytes : 0;
        return bytes;
    }

    private void RunCompaction(PendingWrite? asked)
    {
        lock (segmentGate)
        {
            if (asked is not null)
                compactionWaiters.Add(asked);
            if (compaction is not null)
                return;
            compaction = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        // A thread of its own, for the time it takes: it writes and syncs, and the commits must not wait for it.
        new Thread(RunCompactions) { IsBackground = true, Name = "store-compaction" }.Start();
    }

    private void RunCompactions()
    {
        while (true)
        {
            PendingWrite[] waiters;
            lock (segmentGate)
            {
                waiters = [.. compactionWaiters];
                compactionWaiters.Clear();
            }

            var from = snapshot;
            var began = time.GetTimestamp();
            try
            {
                Compact(from);
                metrics.Compacted(done: true, time.GetElapsedTime(began));
                foreach (var waiter in waiters)
                    waiter.SetResult(new StoreWrite(StoreOutcome.Done, from.Revision, null));
            }
            catch (Exception broken)
            {
                metrics.Compacted(done: false, time.GetElapsedTime(began));
                LogCompactionFailed(broken, from.History.Compacted);
                foreach (var waiter in waiters)
                    waiter.SetException(broken);
            }

            lock (segmentGate)
            {
                if (compactionWaiters.Count > 0)
                    continue;
                compaction!.SetResult();
                compaction = null;
                return;
            }
        }
    }

    private void Compact(StoreSnapshot from)
    {
        var revision = from.History.Compacted;
        if (revision <= snapshotRevision)
            return;

        // 1. The live entries as they were at the edge of the history: what comes later stays in the log.
        var keys = from.History.Rewind(from.Keys, "", revision);
        lock (segmentGate)
            worthwhileFrom = segments.Sum(static segment => segment.Bytes) + config.SegmentBytes;
        var bytes = SnapshotFile.Write(files, SnapshotFile.PathOf(config.Directory, revision), revision, keys, expiries.DeadlineOf);

        // 2. The new snapshot is durable: what it replaces can go, oldest first.
        var replaced = snapshotRevision;
        ClosedSegment[] dropped;
        lock (segmentGate)
        {
            snapshotRevision = revision;
            snapshotBytes = bytes;
            worthwhileFrom = 0;
            dropped = [.. segments.Where(segment => segment.Last <= revision)];
            segments.RemoveRange(0, dropped.Length);
        }

        foreach (var segment in dropped)
            Discard(segment.Path);
        if (replaced > 0)
            Discard(SnapshotFile.PathOf(config.Directory, replaced));
        LogCompacted(revision, keys.Count, dropped.Length);
    }

    // In steps, under a name that recovery removes: a file system that gives back hundreds of megabytes at once lets
    // every sync wait for it.
    private void Discard(string path)
    {
        var discarded = path + SnapshotFile.Unfinished;
        files.Rename(path, discarded);
        using (var file = files.Open(discarded))
        {
            var step = Math.Max(config.SegmentBytes / 8, 1);
            for (var length = file.Length - step; length > 0; length -= step)
            {
                file.SetLength(length);
                file.Flush();
            }
        }

        files.Delete(discarded);
    }

    private async ValueTask EndCompactionsAsync()
    {
        Task? running;
        lock (segmentGate)
            running = compaction?.Task;
        if (running is not null)
            await running;
    }

    private readonly record struct ClosedSegment(string Path, long Last, long Bytes);
}
