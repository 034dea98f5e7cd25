namespace Timonier.Store.Embedded;

/// <param name="Snapshot">The revision of the snapshot on disk.</param>
/// <param name="FreeableBytes">Of segments that hold nothing but what is given up.</param>
internal readonly record struct StoreGauges(
    long Revision, long Compacted, long Snapshot, int Keys, int Queued, long FreeableBytes, bool IsFull);
