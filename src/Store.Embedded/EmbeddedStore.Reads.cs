using Timonier.Contracts.Store;

namespace Timonier.Store.Embedded;

public sealed partial class EmbeddedStore
{
    public ValueTask<StoreEntry?> GetAsync(string key, long revision = 0, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        return new ValueTask<StoreEntry?>(Usable().At(key, revision).Find(key));
    }

    public ValueTask<long> NewestRevisionAsync(CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        return new ValueTask<long>(Usable().Revision);
    }

    public ValueTask<StorePage> ListAsync(StoreRange range, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        return new ValueTask<StorePage>(Usable().Page(range));
    }

    public ValueTask<long> CountAsync(string prefix, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        var (from, to) = Usable().Keys.RangeOf(prefix, "");
        return new ValueTask<long>(to - from);
    }

    public ValueTask<long> SizeAsync(CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        return new ValueTask<long>(files.List(config.Directory).Sum(files.LengthOf));
    }

    public DateTimeOffset? TimeOf(long revision) => Usable().TimeOf(revision);

    public long RevisionAt(DateTimeOffset moment) => Usable().RevisionAt(moment);

    private StoreSnapshot Usable()
    {
        CheckUsable();
        return snapshot;
    }
}
