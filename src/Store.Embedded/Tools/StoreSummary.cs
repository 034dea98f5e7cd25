namespace Timonier.Store.Embedded;

/// <param name="SnapshotRevision">Where the log begins.</param>
/// <param name="LiveBytes">Of the values.</param>
/// <param name="DiskBytes">Of the files.</param>
/// <param name="UnfinishedBytes">At the end of the log: a write under way now, or cut off by a crash.</param>
public sealed record StoreSummary(
    long Revision, long SnapshotRevision, long Keys, long LiveBytes, int Segments, long DiskBytes, long UnfinishedBytes);
