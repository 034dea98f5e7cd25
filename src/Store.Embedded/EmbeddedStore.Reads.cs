using Timonier.Contracts.Store;

namespace Timonier.Store.Embedded;

public sealed partial class EmbeddedStore
{
    public ValueTask<StoreEntry?> GetAsync(string key, long revision = 0, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        return new ValueTask<StoreEntry?>(KeysAt(key, revision, out _).Find(key));
    }

    public ValueTask<StorePage> ListAsync(StoreRange range, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        var keys = KeysAt(range.Prefix, range.Revision, out var revision);
        var (from, to) = keys.RangeOf(range.Prefix, range.After);
        var entries = new StoreEntry[range.Limit > 0 ? Math.Min(range.Limit, to - from) : to - from];
        keys.CopyTo(from, entries);
        return new ValueTask<StorePage>(new StorePage(entries, revision, to - from - entries.Length));
    }

    public ValueTask<long> CountAsync(string prefix, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        var (from, to) = KeysAt(prefix, 0, out _).RangeOf(prefix, "");
        return new ValueTask<long>(to - from);
    }

    public ValueTask<long> SizeAsync(CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        return new ValueTask<long>(files.List(config.Directory).Sum(files.LengthOf));
    }

    /// <summary>The index at that revision, true for keys of the prefix.</summary>
    private KeyIndex KeysAt(string prefix, long asked, out long revision)
    {
        CheckUsable();
        var now = snapshot;
        revision = asked == 0 ? now.Revision : asked;
        if (asked == 0)
            return now.Keys;
        if (asked > now.Revision)
            throw new ArgumentOutOfRangeException(nameof(asked), asked, $"the store is at revision {now.Revision}");
        if (asked <= now.History.Compacted)
            throw new RevisionCompactedException(asked, now.History.Compacted);
        return asked == now.Revision ? now.Keys : now.History.Rewind(now.Keys, prefix, asked);
    }
}
