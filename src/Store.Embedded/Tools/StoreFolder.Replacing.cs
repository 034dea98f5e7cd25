namespace Timonier.Store.Embedded;

public sealed partial class StoreFolder
{
    /// <summary>
    /// Puts a backup in the place of what is there, at a revision above both. What was there moves into a folder
    /// beside it, whose name is given back; null when there was nothing.
    /// </summary>
    public (BackupSummary Restored, string? Replaced) Restore(string backup)
    {
        var image = new StoreImage(0);
        var revision = SnapshotFile.Read(files, Path.GetFullPath(backup), image.Load);
        using var held = Lock();
        return Replace(image, revision, "replaced");
    }

    /// <summary>
    /// Puts what stood in another store in the place of what is there, at a revision above both. What was there moves
    /// into a folder beside it, whose name is given back; null when there was nothing.
    /// </summary>
    public (BackupSummary Made, string? Replaced) Take(StoreContents contents)
    {
        using var held = Lock();
        return Replace(ImageOf(contents), contents.Revision, "replaced");
    }

    /// <summary>Keeps every record that is sound, whatever is damaged around it.</summary>
    public RepairSummary Repair()
    {
        using var held = Lock();
        var contents = FolderContents.Of(files, directory);
        var image = new StoreImage(0);
        var damaged = new List<string>();
        if (contents.Snapshots.Count > 0)
        {
            var path = SnapshotFile.PathOf(directory, contents.Snapshots[^1]);
            if (!SnapshotFile.Salvage(files, path, image.Load))
                damaged.Add(path);
            image.StartAt(contents.Snapshots[^1]);
        }

        var log = new LogReader(files, directory);
        foreach (var first in contents.SegmentsBehind(image.Revision))
        {
            if (!log.Salvage(image, first))
                damaged.Add(LogSegment.PathOf(directory, first));
        }

        var (kept, replaced) = Replace(image, image.Revision, "damaged");
        return new RepairSummary(kept.Revision, kept.Keys, damaged, replaced);
    }

    private IDisposable Lock()
    {
        files.CreateDirectory(directory);
        try
        {
            return files.Lock(Path.Combine(directory, "lock"));
        }
        catch (IOException taken)
        {
            throw new IOException($"the store in {directory} is open: stop its server first ({taken.Message})", taken);
        }
    }

    private (BackupSummary Made, string? Replaced) Replace(StoreImage image, long revision, string what)
    {
        // 1. The new snapshot, under a number that makes it the newest: from here on a start finds it.
        var contents = FolderContents.Of(files, directory);
        var highest = AboveAll(contents.Snapshots.Concat(contents.Segments).Append(revision).Max(), time);
        var made = Write(files, SnapshotFile.PathOf(directory, highest), image, highest);

        // 2. What it replaces steps aside.
        var aside = contents.Snapshots.Select(number => SnapshotFile.PathOf(directory, number))
            .Concat(contents.Segments.Select(number => LogSegment.PathOf(directory, number))).ToList();
        string? folder = null;
        if (aside.Count > 0)
        {
            folder = Path.Combine(directory, $"{what}-before-{highest}");
            files.CreateDirectory(folder);
            foreach (var path in aside)
                files.Rename(path, Path.Combine(folder, Path.GetFileName(path)));
            files.FlushDirectory(folder);
            files.FlushDirectory(directory);
        }

        return (made, folder);
    }
}
