using Microsoft.Extensions.Logging;

namespace Timonier.Store.Embedded;

public sealed partial class EmbeddedStore
{
    [LoggerMessage(1, LogLevel.Information, "Store in {Directory} is open at revision {Revision} with {Keys} keys; history starts behind {Compacted}")]
    private partial void LogOpened(string directory, long revision, int keys, long compacted);

    [LoggerMessage(2, LogLevel.Warning, "Cut {Bytes} bytes of an unfinished write off the end of {File}")]
    private partial void LogCut(long bytes, string file);

    [LoggerMessage(3, LogLevel.Error, "The disk of {Directory} is full: writes are refused, deletes are still possible")]
    private partial void LogDiskFull(string directory);

    [LoggerMessage(7, LogLevel.Information, "The disk of {Directory} has room again: writes are taken")]
    private partial void LogDiskHasRoom(string directory);

    [LoggerMessage(4, LogLevel.Critical, "The store in {Directory} has stopped")]
    private partial void LogFailed(Exception failure, string directory);

    [LoggerMessage(5, LogLevel.Information, "Compacted to revision {Revision}: {Keys} keys in the snapshot, {Segments} segments dropped")]
    private partial void LogCompacted(long revision, int keys, int segments);

    [LoggerMessage(6, LogLevel.Warning, "A compaction to revision {Revision} did not complete; the log keeps its segments")]
    private partial void LogCompactionFailed(Exception failure, long revision);
}
