using Timonier.Contracts.Store;

namespace Timonier.Store.Embedded;

public sealed partial class MemoryStore
{
    public ValueTask<StoreEntry?> GetAsync(string key, long revision = 0, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        return new ValueTask<StoreEntry?>(snapshot.At(key, revision).Find(key));
    }

    public ValueTask<long> NewestRevisionAsync(CancellationToken cancellation = default) => new(snapshot.Revision);

    public ValueTask<StorePage> ListAsync(StoreRange range, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        return new ValueTask<StorePage>(snapshot.Page(range));
    }

    public ValueTask<long> CountAsync(string prefix, CancellationToken cancellation = default)
    {
        var (from, to) = snapshot.Keys.RangeOf(prefix, "");
        return new ValueTask<long>(to - from);
    }

    public ValueTask<long> SizeAsync(CancellationToken cancellation = default) => new(0);

    public DateTimeOffset? TimeOf(long revision) => snapshot.TimeOf(revision);

    public long RevisionAt(DateTimeOffset moment) => snapshot.RevisionAt(moment);
}
