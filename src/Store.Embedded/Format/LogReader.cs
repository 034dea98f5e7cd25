namespace Timonier.Store.Embedded;

/// <summary>Reads the segments of a folder in their order, and tells an unfinished write from damage.</summary>
internal sealed class LogReader(IStoreFiles files, string directory)
{
    /// <summary>The segments that were read, oldest first.</summary>
    public List<ReadSegment> Segments { get; } = [];

    /// <summary>The newest file, when its making was interrupted: nothing was ever in it.</summary>
    public string? Unborn { get; private set; }

    /// <summary>The revision of the image before the log.</summary>
    public long Start { get; private set; }

    /// <param name="firsts">The segments of the folder; those that the image already covers are left out by the caller.</param>
    /// <exception cref="StoreCorruptException">What was durable is not as it was written.</exception>
    public void ReadInto(StoreImage image, IReadOnlyList<long> firsts)
    {
        Start = image.Revision;
        for (var i = 0; i < firsts.Count; i++)
        {
            var path = LogSegment.PathOf(directory, firsts[i]);
            var isLast = i == firsts.Count - 1;
            var bytes = ReadAll(path);
            if (!LogSegment.HasHeader(path, bytes, firsts[i]))
            {
                // Records follow only a synced header, so a last file with no more than room for one never held any.
                if (!isLast || bytes.Length > LogSegment.HeaderBytes)
                    throw new StoreCorruptException(path, 0, "the header does not match its checksum or the file name");
                Unborn = path;
                return;
            }

            var expected = i == 0 ? Math.Min(firsts[0], Start + 1) : image.Revision + 1;
            if (firsts[i] != expected)
                throw new StoreCorruptException(path, 0, $"revisions {expected} to {firsts[i] - 1} are missing before it");
            Segments.Add(Read(image, path, bytes, firsts[i], isLast));
        }
    }

    /// <summary>Applies every sound record, stepping over what is not one; false when there was such.</summary>
    public bool Salvage(StoreImage image, long first)
    {
        var path = LogSegment.PathOf(directory, first);
        var bytes = ReadAll(path);
        var whole = LogSegment.HasHeader(path, bytes, first);
        var expected = Math.Max(first, image.Revision + 1);
        var end = EndOf(bytes);
        for (var at = whole ? LogSegment.HeaderBytes : 0; at < end;)
        {
            if (!LogRecord.TryRead(bytes.AsSpan(at), first, long.MaxValue, out var record, out var length))
            {
                whole = false;
                at++;
                continue;
            }

            if (record.Revision > image.Revision)
            {
                var applied = image.Apply(record);
                whole &= applied && record.Revision == expected;
                expected = record.Revision + 1;
            }

            at += length;
        }

        return whole;
    }

    private static ReadSegment Read(StoreImage image, string path, byte[] bytes, long first, bool isLast)
    {
        var at = LogSegment.HeaderBytes;
        var expected = first;
        var end = EndOf(bytes);
        while (at < end)
        {
            if (!LogRecord.TryRead(bytes.AsSpan(at), expected, expected, out var record, out var length))
            {
                if (!isLast || HasLaterBatch(bytes, at + 1, end, expected))
                    throw new StoreCorruptException(path, at, $"the record of revision {expected} does not match its checksum");
                break;
            }

            if (record.Revision > image.Revision && !image.Apply(record))
                throw new StoreCorruptException(path, at, $"revision {expected} deletes {record.Key}, which is not there");
            at += length;
            expected++;
        }

        return new ReadSegment(path, first, expected - 1, at, Math.Max(at, end));
    }

    // A batch is written only when the one before is synced: a later batch proves that the damage is not a torn tail.
    private static bool HasLaterBatch(byte[] bytes, int from, int end, long revision)
    {
        for (var at = from; at < end; at++)
        {
            if (LogRecord.TryRead(bytes.AsSpan(at), revision + 1, revision + int.MaxValue, out var record, out _) && record.StartsBatch)
                return true;
        }

        return false;
    }

    // Behind the last byte that is not zero there is room, or the end of a value that ends in zeros.
    private static int EndOf(byte[] bytes) => bytes.AsSpan().LastIndexOfAnyExcept((byte)0) + 1;

    private byte[] ReadAll(string path)
    {
        using var file = files.OpenToRead(path);
        var bytes = new byte[file.Length];
        var read = 0;
        while (read < bytes.Length && file.Read(bytes.AsSpan(read), read) is var count and > 0)
            read += count;
        return read == bytes.Length ? bytes : bytes[..read];
    }
}
