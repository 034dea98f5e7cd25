namespace Timonier.Store.Embedded;

public sealed partial class EmbeddedStore
{
    private IDisposable? directoryLock;

    private void Recover()
    {
        // 1. The folder is ours alone; leftovers of an unfinished compaction go, and what recovery needs on a full disk
        //    comes out of the reserve.
        files.CreateDirectory(config.Directory);
        directoryLock = TakeLock();
        var contents = FolderContents.Of(files, config.Directory);
        foreach (var leftover in contents.Unfinished)
            files.Delete(leftover);
        reserve.Release();

        // 2. The newest snapshot is where the log starts.
        var image = new StoreImage(config.HistoryRevisions, config.HistoryBytes);
        if (contents.Snapshots.Count > 0)
            LoadSnapshot(image, contents.Snapshots);

        // 3. What was written since, record by record; it is also the history that can be watched.
        OpenLog(image, contents);
        snapshot = image.ToSnapshot();
        foreach (var expiry in image.Deadlines())
            expiries.Remember(expiry);

        // 4. Ready to go on.
        files.FlushDirectory(config.Directory);
        hub.Opened(snapshot.Revision);
        reserve.TryTake();
        expiries.Schedule([], []);
        LogOpened(config.Directory, snapshot.Revision, snapshot.Keys.Count, snapshot.History.Compacted);
    }

    private IDisposable TakeLock()
    {
        try
        {
            return files.Lock(Path.Combine(config.Directory, "lock"));
        }
        catch (IOException taken)
        {
            throw new IOException($"the store in {config.Directory} is open in another process, or its lock file cannot be opened: {taken.Message}", taken);
        }
    }

    private void LoadSnapshot(StoreImage image, IReadOnlyList<long> revisions)
    {
        snapshotRevision = revisions[^1];
        var path = SnapshotFile.PathOf(config.Directory, snapshotRevision);
        if (SnapshotFile.Read(files, path, image.Load) is var revision && revision != snapshotRevision)
            throw new StoreCorruptException(path, 0, $"it holds revision {revision}, which is not what its name says");
        image.StartAt(snapshotRevision);
        snapshotBytes = files.LengthOf(path);
        foreach (var older in revisions.SkipLast(1))
            files.Delete(SnapshotFile.PathOf(config.Directory, older));
    }

    private void OpenLog(StoreImage image, FolderContents contents)
    {
        var log = new LogReader(files, config.Directory);
        log.ReadInto(image, contents.SegmentsBehind(snapshotRevision));
        foreach (var covered in contents.Segments.Except(contents.SegmentsBehind(snapshotRevision)))
            files.Delete(LogSegment.PathOf(config.Directory, covered));
        if (log.Unborn is { } unborn)
            files.Delete(unborn);

        // The last may end before the snapshot too, after a restore: a log goes on only without a gap.
        if (log.Segments.Count > 0 && log.Segments[^1].Last < image.Revision)
        {
            files.Delete(log.Segments[^1].Path);
            log.Segments.RemoveAt(log.Segments.Count - 1);
        }

        foreach (var closedSegment in log.Segments.SkipLast(1))
            segments.Add(new ClosedSegment(closedSegment.Path, closedSegment.Last, closedSegment.Length));
        if (log.Segments.Count == 0)
        {
            active = LogSegment.Create(files, config.Directory, image.Revision + 1);
            return;
        }

        var last = log.Segments[^1];
        if (last.IsTorn)
            LogCut(last.Length - last.Sound, last.Path);
        active = LogSegment.Continue(files, last);
    }

    private void ReleaseFiles()
    {
        try
        {
            active?.Close();
        }
        catch (IOException)
        {
            // A disk that fails keeps the room; nothing depends on it.
            active?.Dispose();
        }

        directoryLock?.Dispose();
    }
}
