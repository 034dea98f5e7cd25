using Timonier.Contracts.Store;

namespace Timonier.Store.History;

/// <summary>What every reader sees at one moment; swapped as a whole after each durable batch.</summary>
internal sealed record StoreSnapshot(KeyIndex Keys, EventHistory History)
{
    public static readonly StoreSnapshot Empty = new(KeyIndex.Empty, EventHistory.StartingAfter(0));

    public long Revision => History.Last;

    /// <summary>The index at that revision (0: the newest), true for keys of the prefix.</summary>
    public KeyIndex At(string prefix, long asked)
    {
        if (asked == 0)
            return Keys;
        if (asked > Revision)
            throw new ArgumentOutOfRangeException(nameof(asked), asked, $"the store is at revision {Revision}");
        if (asked <= History.Compacted)
            throw new RevisionCompactedException(asked, History.Compacted);
        return asked == Revision ? Keys : History.Rewind(Keys, prefix, asked);
    }

    public DateTimeOffset? TimeOf(long revision) =>
        History.TimeOf(revision) is { } milliseconds ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null;

    public long RevisionAt(DateTimeOffset moment) =>
        History.At(moment.ToUnixTimeMilliseconds()) ?? throw new RevisionCompactedException(History.Compacted, History.Compacted);

    public StorePage Page(StoreRange range)
    {
        var keys = At(range.Prefix, range.Revision);
        var (from, to) = keys.RangeOf(range.Prefix, range.After);
        var entries = new StoreEntry[range.Limit > 0 ? Math.Min(range.Limit, to - from) : to - from];
        keys.CopyTo(from, entries);
        return new StorePage(entries, range.Revision == 0 ? Revision : range.Revision, to - from - entries.Length);
    }
}
