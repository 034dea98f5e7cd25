namespace Timonier.Contracts.Store;

/// <summary>
/// Bytes to be stored. At <see cref="RevisionOffset"/> (-1: nowhere) the store inserts the decimal digits of the
/// revision that the write gets, so that what is kept is exactly what later goes to the wire.
/// </summary>
/// <param name="Bytes">The value without its revision; must not change afterwards.</param>
/// <param name="RevisionOffset">Where the digits go, from 0 to the length of the bytes; -1 for nowhere.</param>
/// <param name="TimeToLive">When set, the key deletes itself that long after this write.</param>
/// <param name="KeepsEnd">An update leaves the time at which the key deletes itself as it stands; it has no <paramref name="TimeToLive"/> of its own then.</param>
public readonly record struct StoreValue(ReadOnlyMemory<byte> Bytes, int RevisionOffset = -1, TimeSpan? TimeToLive = null, bool KeepsEnd = false);

public enum StoreOutcome
{
    Done,

    /// <summary>Create: the key exists; <see cref="StoreWrite.Entry"/> is what stands there.</summary>
    Exists,

    /// <summary>Update or delete: the key is gone.</summary>
    Missing,

    /// <summary>Update or delete: another revision stands there, in <see cref="StoreWrite.Entry"/>.</summary>
    Changed,

    /// <summary>The disk is full: nothing was written.</summary>
    NoSpace,
}

/// <param name="Outcome">What happened; nothing was written unless it is <see cref="StoreOutcome.Done"/>.</param>
/// <param name="Revision">The revision of this write, or the current one when nothing was written.</param>
/// <param name="Entry">The entry now standing; for a delete that was done, the one that was removed.</param>
public readonly record struct StoreWrite(StoreOutcome Outcome, long Revision, StoreEntry? Entry)
{
    public bool IsDone => Outcome == StoreOutcome.Done;
}

/// <param name="Prefix">Keys that start with this.</param>
/// <param name="After">Only keys strictly behind this one; empty for all.</param>
/// <param name="Limit">At most so many entries; 0 for all.</param>
/// <param name="Revision">As it was then; 0 for now.</param>
public readonly record struct StoreRange(string Prefix, string After = "", int Limit = 0, long Revision = 0);

/// <param name="Entries">In key order.</param>
/// <param name="Revision">The revision at which all of them stood.</param>
/// <param name="Remaining">How many more follow behind the last entry; 0 when this is the last page.</param>
public sealed record StorePage(IReadOnlyList<StoreEntry> Entries, long Revision, long Remaining);

public enum StoreEventKind { Created, Updated, Deleted }

/// <param name="Kind">What happened to the key.</param>
/// <param name="Revision">The revision of the write.</param>
/// <param name="Entry">The new entry; for a deletion, the last one.</param>
/// <param name="Previous">What stood there before; null for a creation.</param>
public sealed record StoreEvent(StoreEventKind Kind, long Revision, StoreEntry Entry, StoreEntry? Previous)
{
    /// <summary>A cache of the readers' (for example the encoded frame), shared by all watchers of this event.</summary>
    public object? Encoded { get; set; }
}

public enum StoreWatchEnd { None, TooSlow, Closed }

/// <summary>A cursor on the sequence of events. Used by one reader at a time.</summary>
public interface IStoreWatch : IDisposable
{
    /// <summary>Waits until <see cref="TryRead"/> has something; false when the watch has ended.</summary>
    ValueTask<bool> WaitAsync(CancellationToken cancellation);

    bool TryRead([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out StoreEvent? next);

    /// <summary>Everything up to this revision has been read or did not concern the prefix: what a bookmark may say.</summary>
    long Progress { get; }

    StoreWatchEnd End { get; }
}

/// <summary>A read or a watch asked for a revision that is compacted away.</summary>
public sealed class RevisionCompactedException(long asked, long compacted)
    : Exception($"revision {asked} is compacted; the oldest kept is {compacted + 1}")
{
    public long Asked { get; } = asked;
    public long Compacted { get; } = compacted;
}
