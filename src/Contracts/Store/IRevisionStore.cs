namespace Timonier.Contracts.Store;

/// <summary>
/// Keys and bytes with revisions: all that the cluster knows lives behind these operations. Every write gets
/// the next revision of one sequence; a write that returned is durable; reads are consistent at one revision
/// and never wait for writers. Keys are ordered by their UTF-8 bytes.
/// </summary>
public interface IRevisionStore : IAsyncDisposable
{
    /// <summary>Opens and recovers the store. Everything else may be called only afterwards.</summary>
    ValueTask StartAsync(CancellationToken cancellation);

    /// <summary>The revision of the last durable write that this process has seen.</summary>
    long CurrentRevision { get; }

    /// <summary>
    /// Sees to it that <see cref="CurrentRevision"/> has come to every write that was acknowledged before, by
    /// whichever process, and answers it.
    /// </summary>
    ValueTask<long> NewestRevisionAsync(CancellationToken cancellation = default);

    /// <summary>Revisions up to this one are no longer readable and cannot be watched from.</summary>
    long CompactedRevision { get; }

    /// <summary>The newest entry of that key, or as it was at <paramref name="revision"/>; null when it is not there.</summary>
    /// <exception cref="RevisionCompactedException">The revision is no longer kept.</exception>
    ValueTask<StoreEntry?> GetAsync(string key, long revision = 0, CancellationToken cancellation = default);

    /// <summary>Writes a key that must not exist yet.</summary>
    ValueTask<StoreWrite> CreateAsync(string key, StoreValue value, CancellationToken cancellation = default);

    /// <summary>Replaces the value if the key still stands at <paramref name="expectedRevision"/>.</summary>
    ValueTask<StoreWrite> UpdateAsync(string key, StoreValue value, long expectedRevision, CancellationToken cancellation = default);

    /// <summary>Deletes the key if it still stands at <paramref name="expectedRevision"/>.</summary>
    ValueTask<StoreWrite> DeleteAsync(string key, long expectedRevision, CancellationToken cancellation = default);

    /// <summary>The entries below a prefix in key order, at one revision.</summary>
    /// <exception cref="RevisionCompactedException">The revision is no longer kept.</exception>
    ValueTask<StorePage> ListAsync(StoreRange range, CancellationToken cancellation = default);

    /// <summary>How many keys stand below the prefix now.</summary>
    ValueTask<long> CountAsync(string prefix, CancellationToken cancellation = default);

    /// <summary>
    /// Every event of the prefix with a revision above <paramref name="afterRevision"/>, once and in order,
    /// as it becomes durable. A watcher that falls too far behind is ended with <see cref="StoreWatchEnd.TooSlow"/>.
    /// </summary>
    /// <exception cref="RevisionCompactedException">The starting point is no longer kept.</exception>
    IStoreWatch Watch(string prefix, long afterRevision);

    /// <summary>Gives up history up to and including the revision.</summary>
    ValueTask CompactAsync(long revision, CancellationToken cancellation = default);

    /// <summary>When the write of that revision was made, or came to be known here; null where that is not kept.</summary>
    DateTimeOffset? TimeOf(long revision);

    /// <summary>The last revision at that moment, as far as this process has seen.</summary>
    /// <exception cref="RevisionCompactedException">The moment lies before the kept history.</exception>
    long RevisionAt(DateTimeOffset moment);

    /// <summary>Returns when <see cref="CurrentRevision"/> has reached the revision.</summary>
    ValueTask WaitForAsync(long revision, CancellationToken cancellation);

    /// <summary>Bytes on disk.</summary>
    ValueTask<long> SizeAsync(CancellationToken cancellation = default);
}
