using System.Globalization;
using Microsoft.Win32.SafeHandles;
using Timonier.Contracts.Store;

namespace Timonier.Store.Embedded;

public sealed partial class EmbeddedStore
{
    private SafeFileHandle? directoryLock;

    private void Recover()
    {
        // 1. The folder is ours alone; leftovers of an unfinished compaction go.
        Directory.CreateDirectory(config.Directory);
        directoryLock = TakeLock();
        foreach (var leftover in Directory.GetFiles(config.Directory, "*" + SnapshotFile.Unfinished))
            File.Delete(leftover);

        // 2. The newest snapshot is where the log starts.
        var snapshots = Numbered(SnapshotFile.Extension);
        var keys = KeyIndex.Empty;
        if (snapshots.Count > 0)
        {
            snapshotRevision = snapshots[^1];
            var path = SnapshotFile.PathOf(config.Directory, snapshotRevision);
            keys = SnapshotFile.Read(path, snapshotRevision,
                (entry, deadline) => Remember(new Expiry(entry.Key, entry.Revision, deadline), deadline));
            snapshotBytes = new FileInfo(path).Length;
            foreach (var older in snapshots[..^1])
                File.Delete(SnapshotFile.PathOf(config.Directory, older));
        }

        // 3. What was written since, record by record; it is also the history that can be watched.
        snapshot = new StoreSnapshot(keys, EventHistory.StartingAfter(snapshotRevision));
        ReplaySegments();
        snapshot = snapshot with { History = snapshot.History.CompactTo(snapshot.History.EdgeOf(config.HistoryRevisions, 0)) };

        // 4. Ready to go on.
        files.FlushDirectory(config.Directory);
        hub.Opened(snapshot.Revision);
        reserve.TryTake();
        ScheduleExpiry([], []);
        LogOpened(config.Directory, snapshot.Revision, snapshot.Keys.Count, snapshot.History.Compacted);
    }

    private SafeFileHandle TakeLock()
    {
        try
        {
            return File.OpenHandle(Path.Combine(config.Directory, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException taken)
        {
            throw new IOException($"the store in {config.Directory} is open in another process, or its lock file cannot be opened: {taken.Message}", taken);
        }
    }

    private List<long> Numbered(string extension) =>
        [.. Directory.GetFiles(config.Directory, "*" + extension)
            .Select(static path => long.Parse(Path.GetFileNameWithoutExtension(path), CultureInfo.InvariantCulture))
            .Order()];

    private void ReplaySegments()
    {
        var firsts = Numbered(LogSegment.Extension);

        // A crash between a compaction's rename and its removals leaves segments that the snapshot covers.
        while (firsts.Count > 1 && firsts[1] <= snapshotRevision + 1)
        {
            File.Delete(LogSegment.PathOf(config.Directory, firsts[0]));
            firsts.RemoveAt(0);
        }

        // Records follow only a synced header, so a last file without a whole one never held any.
        if (firsts.Count > 0 && new FileInfo(LogSegment.PathOf(config.Directory, firsts[^1])) is { Length: < LogSegment.HeaderBytes } unborn)
        {
            unborn.Delete();
            firsts.RemoveAt(firsts.Count - 1);
        }

        for (var i = 0; i < firsts.Count; i++)
        {
            var path = LogSegment.PathOf(config.Directory, firsts[i]);
            var expected = i == 0 ? Math.Min(firsts[0], snapshotRevision + 1) : snapshot.Revision + 1;
            if (firsts[i] != expected)
                throw new StoreCorruptException(path, 0, $"revisions {expected} to {firsts[i] - 1} are missing before it");

            var isLast = i == firsts.Count - 1;
            var length = Replay(path, firsts[i], isLast);
            if (isLast)
                active = LogSegment.Continue(files, path, firsts[i], length);
            else
                segments.Add(new ClosedSegment(path, firsts[i + 1] - 1, length));
        }

        active ??= LogSegment.Create(files, config.Directory, snapshot.Revision + 1);
    }

    /// <returns>Where the good records end.</returns>
    private long Replay(string path, long first, bool isLast)
    {
        var bytes = File.ReadAllBytes(path);
        if (!LogSegment.HasHeader(bytes, first))
            throw new StoreCorruptException(path, 0, "the header does not match its checksum or the file name");

        var at = LogSegment.HeaderBytes;
        var expected = first;
        while (at < bytes.Length)
        {
            if (!LogRecord.TryRead(bytes.AsSpan(at), expected, expected, out var record, out var length))
            {
                if (!isLast || HasLaterBatch(bytes.AsSpan(at + 1), expected))
                    throw new StoreCorruptException(path, at, $"the record of revision {expected} does not match its checksum");
                LogCut(bytes.Length - at, path);
                break;
            }

            if (record.Revision > snapshotRevision)
                Replay(record);
            at += length;
            expected++;
        }

        return at;
    }

    // A batch is written only when the one before is synced: a later batch proves that the damage is not a torn tail.
    private static bool HasLaterBatch(ReadOnlySpan<byte> bytes, long revision)
    {
        for (; bytes.Length > 0; bytes = bytes[1..])
        {
            if (LogRecord.TryRead(bytes, revision + 1, revision + int.MaxValue, out var record, out _) && record.StartsBatch)
                return true;
        }

        return false;
    }

    private void Replay(LogRecord record)
    {
        var (keys, history) = (snapshot.Keys, snapshot.History);
        var standing = keys.Find(record.Key);
        StoreEvent replayed;
        if (record.IsDelete)
        {
            replayed = new StoreEvent(StoreEventKind.Deleted, record.Revision, standing!, standing);
            keys = keys.Remove(record.Key);
        }
        else
        {
            var entry = new StoreEntry(record.Key, record.Value, record.Revision, standing?.CreateRevision ?? record.Revision);
            replayed = new StoreEvent(standing is null ? StoreEventKind.Created : StoreEventKind.Updated, record.Revision, entry, standing);
            keys = keys.Set(entry);
            if (record.Deadline > 0)
                Remember(new Expiry(record.Key, record.Revision, record.Deadline), record.Deadline);
        }

        snapshot = new StoreSnapshot(keys, history.Append([replayed], record.Time));
    }

    private void ReleaseFiles()
    {
        active?.Dispose();
        directoryLock?.Dispose();
    }
}
