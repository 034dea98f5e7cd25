using System.Globalization;

namespace Timonier.Store.Embedded;

/// <summary>The files of a store by what their names say; both lists ascend.</summary>
internal sealed record FolderContents(IReadOnlyList<long> Snapshots, IReadOnlyList<long> Segments, IReadOnlyList<string> Unfinished)
{
    public static FolderContents Of(IStoreFiles files, string directory)
    {
        var paths = files.List(directory);
        return new FolderContents(
            Numbered(paths, SnapshotFile.Extension),
            Numbered(paths, LogSegment.Extension),
            [.. paths.Where(static path => path.EndsWith(SnapshotFile.Unfinished, StringComparison.Ordinal))]);
    }

    /// <summary>Without those that end before it: a crash between a compaction's rename and its removals leaves some.</summary>
    public IReadOnlyList<long> SegmentsBehind(long revision) =>
        [.. Segments.Where((_, at) => at == Segments.Count - 1 || Segments[at + 1] > revision + 1)];

    private static List<long> Numbered(IReadOnlyList<string> paths, string extension)
    {
        var numbers = new List<long>();
        foreach (var path in paths)
        {
            if (!path.EndsWith(extension, StringComparison.Ordinal))
                continue;
            // A file that somebody renamed is a gap in the log: better said than skipped.
            if (!long.TryParse(Path.GetFileNameWithoutExtension(path), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                throw new StoreCorruptException(path, 0, "its name is not that of a file of the store");
            numbers.Add(number);
        }

        numbers.Sort();
        return numbers;
    }
}
