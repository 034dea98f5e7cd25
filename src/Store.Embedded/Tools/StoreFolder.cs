using Timonier.Contracts.Store;

namespace Timonier.Store.Embedded;

/// <summary>
/// A store's folder as the tools see it. What only reads needs no lock and works beside a running server: it sees
/// every write that was acknowledged before it began, and a prefix of those since. What changes takes the lock.
/// </summary>
public sealed partial class StoreFolder
{
    private const long RevisionsPerMillisecond = 10;

    // Where the clock is no help: it has gone back, or writes have overtaken it.
    private const long RevisionLeap = 1_000_000_000;

    // A compaction of the running server may take a file away between the listing and the reading.
    private const int Attempts = 5;

    private readonly string directory;
    private readonly TimeProvider time;
    private readonly IStoreFiles files;

    public StoreFolder(string directory, TimeProvider time)
        : this(directory, time, new DiskFiles())
    {
    }

    internal StoreFolder(string directory, TimeProvider time, IStoreFiles files)
    {
        this.directory = Path.GetFullPath(directory);
        this.time = time;
        this.files = files;
    }

    /// <summary>
    /// Where revisions go on when a store is replaced: above all that a client may have seen, so that whoever holds one
    /// from before is told that it is gone, and lists anew. <paramref name="known"/> are those of what is replaced and of
    /// what replaces it; the clock speaks for what neither knows of, such as an earlier restore of the same backup.
    /// </summary>
    public static long AboveAll(long known, TimeProvider time)
    {
        var clock = time.GetUtcNow().ToUnixTimeMilliseconds() * RevisionsPerMillisecond;
        return clock > known ? clock : known + RevisionLeap;
    }

    /// <summary>Reads all there is and checks every checksum.</summary>
    /// <exception cref="StoreCorruptException">Something durable is not as it was written.</exception>
    public StoreSummary Verify()
    {
        var (image, log) = ReadAll();
        return new StoreSummary(
            image.Revision, log.Start, image.Live.Count(), image.Live.Sum(static entry => (long)entry.Value.Length),
            log.Segments.Count, files.List(directory).Sum(files.LengthOf), log.Segments.Sum(static segment => segment.Length - segment.Sound));
    }

    /// <summary>The live entries in key order.</summary>
    public IReadOnlyList<StoreEntry> Entries(string prefix = "")
    {
        var index = ReadAll().Image.ToIndex();
        var (from, to) = index.RangeOf(prefix, "");
        var entries = new StoreEntry[to - from];
        index.CopyTo(from, entries);
        return entries;
    }

    /// <summary>All that stands in a store that no server has open, for another store to take over.</summary>
    public StoreContents Contents()
    {
        using var held = Lock();
        var image = ReadAll().Image;
        return ContentsOf(image, image.Revision);
    }

    /// <summary>Writes all live entries at one revision into a file of its own, which appears whole or not at all.</summary>
    public BackupSummary CreateBackup(string file)
    {
        var image = ReadAll().Image;
        return Write(files, file, image, image.Revision);
    }

    /// <summary>Writes what stands in another store into such a file.</summary>
    public static BackupSummary CreateBackup(string file, StoreContents contents) => Write(new DiskFiles(), file, ImageOf(contents), contents.Revision);

    /// <summary>What is in a backup, for another store to take over.</summary>
    /// <exception cref="StoreCorruptException">The backup is not as it was written.</exception>
    public static StoreContents ReadBackup(string file)
    {
        var image = new StoreImage(0);
        var revision = SnapshotFile.Read(new DiskFiles(), Path.GetFullPath(file), image.Load);
        return ContentsOf(image, revision);
    }

    /// <exception cref="StoreCorruptException">The backup is not as it was written.</exception>
    public static BackupSummary VerifyBackup(string file)
    {
        var disk = new DiskFiles();
        long keys = 0;
        var revision = SnapshotFile.Read(disk, Path.GetFullPath(file), (_, _) => keys++);
        return new BackupSummary(revision, keys, disk.LengthOf(file));
    }

    private static BackupSummary Write(IStoreFiles files, string file, StoreImage image, long revision)
    {
        var index = image.ToIndex();
        return new BackupSummary(revision, index.Count, SnapshotFile.Write(files, Path.GetFullPath(file), revision, index, image.DeadlineOf()));
    }

    private static StoreImage ImageOf(StoreContents contents)
    {
        var image = new StoreImage(0);
        foreach (var entry in contents.Entries)
            image.Load(entry, contents.Deadlines.TryGetValue(entry.Key, out var deadline) ? deadline.ToUnixTimeMilliseconds() : 0);
        return image;
    }

    private static StoreContents ContentsOf(StoreImage image, long revision) =>
        new(revision, [.. image.Live], image.Deadlines().ToDictionary(static expiry => expiry.Key, static expiry => DateTimeOffset.FromUnixTimeMilliseconds(expiry.Deadline)));

    private (StoreImage Image, LogReader Log) ReadAll()
    {
        if (!Directory.Exists(directory) && files is DiskFiles)
            throw new IOException($"{directory} does not exist: no server has kept its store there");
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return ReadOnce();
            }
            catch (IOException changed) when (attempt < Attempts && changed is FileNotFoundException or StoreCorruptException { Offset: 0 })
            {
                // Once more, on what the compaction has left.
            }
        }
    }

    private (StoreImage Image, LogReader Log) ReadOnce()
    {
        var contents = FolderContents.Of(files, directory);
        var image = new StoreImage(0);
        if (contents.Snapshots.Count > 0)
            image.StartAt(SnapshotFile.Read(files, SnapshotFile.PathOf(directory, contents.Snapshots[^1]), image.Load));
        var log = new LogReader(files, directory);
        log.ReadInto(image, contents.SegmentsBehind(image.Revision));
        return (image, log);
    }
}
