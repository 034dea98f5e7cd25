namespace Timonier.Store.Embedded;

/// <summary>How the embedded store keeps its log; the defaults fit a cluster of a few machines.</summary>
public sealed record EmbeddedStoreConfig
{
    /// <summary>The folder of the log, made when missing. One store at a time may have it open.</summary>
    public required string Directory { get; init; }

    /// <summary>At most so many past revisions stay readable and can be watched from.</summary>
    public int HistoryRevisions { get; init; } = 100_000;

    /// <summary>Their values have at most so many bytes together.</summary>
    public long HistoryBytes { get; init; } = 128L << 20;

    /// <summary>History older than this is given up at the next write.</summary>
    public TimeSpan HistoryAge { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>A segment of the log is closed when it has grown to this many bytes.</summary>
    public long SegmentBytes { get; init; } = 64L << 20;

    /// <summary>Room kept back for deletes on a full disk.</summary>
    public int ReserveBytes { get; init; } = 1 << 20;

    /// <summary>A watcher with unread events is cut off when it is so many revisions behind.</summary>
    public int WatchLag { get; init; } = 100_000;
}
