using Timonier.Contracts.Store;

namespace Timonier.Sealing;

/// <summary>
/// A store that closes values before they are kept and opens them for its readers. What it opens it keeps in memory at
/// the entry, so a version is opened once, whoever reads, lists or watches it; values that are not closed pass as they are.
/// </summary>
public sealed class SealedStore(IRevisionStore store, Seals seals) : IRevisionStore, IStoreForm
{
    public long CurrentRevision => store.CurrentRevision;
    public long CompactedRevision => store.CompactedRevision;

    public ValueTask<long> NewestRevisionAsync(CancellationToken cancellation = default) => store.NewestRevisionAsync(cancellation);

    public ValueTask StartAsync(CancellationToken cancellation) => store.StartAsync(cancellation);

    public async ValueTask<StoreEntry?> GetAsync(string key, long revision = 0, CancellationToken cancellation = default)
    {
        var entry = await store.GetAsync(key, revision, cancellation);
        return entry is null ? null : await seals.OpenAsync(entry, cancellation);
    }

    public async ValueTask<StorePage> ListAsync(StoreRange range, CancellationToken cancellation = default)
    {
        var page = await store.ListAsync(range, cancellation);
        StoreEntry[]? opened = null;
        for (var i = 0; i < page.Entries.Count; i++)
        {
            var entry = page.Entries[i];
            if (!seals.Changes(entry)) continue;
            opened ??= [.. page.Entries];
            opened[i] = await OpenListedAsync(entry, cancellation);
        }
        return opened is null ? page : page with { Entries = opened };
    }

    public ValueTask<StoreWrite> CreateAsync(string key, StoreValue value, CancellationToken cancellation = default) =>
        WriteAsync(key, value, closed => store.CreateAsync(key, closed, cancellation), cancellation);

    public ValueTask<StoreWrite> UpdateAsync(string key, StoreValue value, long expectedRevision, CancellationToken cancellation = default) =>
        WriteAsync(key, value, closed => store.UpdateAsync(key, closed, expectedRevision, cancellation), cancellation);

    public async ValueTask<StoreWrite> DeleteAsync(string key, long expectedRevision, CancellationToken cancellation = default) =>
        await ShownAsync(await store.DeleteAsync(key, expectedRevision, cancellation), cancellation);

    public ValueTask<long> CountAsync(string prefix, CancellationToken cancellation = default) => store.CountAsync(prefix, cancellation);

    public IStoreWatch Watch(string prefix, long afterRevision) => new SealedWatch(store.Watch(prefix, afterRevision), seals);

    public ValueTask CompactAsync(long revision, CancellationToken cancellation = default) => store.CompactAsync(revision, cancellation);

    public DateTimeOffset? TimeOf(long revision) => store.TimeOf(revision);

    public long RevisionAt(DateTimeOffset moment) => store.RevisionAt(moment);

    public ValueTask WaitForAsync(long revision, CancellationToken cancellation) => store.WaitForAsync(revision, cancellation);

    public ValueTask<long> SizeAsync(CancellationToken cancellation = default) => store.SizeAsync(cancellation);

    /// <summary>The store itself belongs to others.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public bool IsOutdated(StoreEntry entry) => !seals.IsCurrent(entry is OpenedEntry opened ? opened.Origin : entry);

    private async ValueTask<StoreEntry> OpenListedAsync(StoreEntry entry, CancellationToken cancellation)
    {
        try
        {
            return await seals.OpenAsync(entry, cancellation);
        }
        catch (UnreadableValueException e)
        {
            throw new UnreadableValueException(e.Key, e.Revision, $"unable to transform key \"{e.Key}\": {e.Message}", e);
        }
    }

    private async ValueTask<StoreWrite> WriteAsync(string key, StoreValue value, Func<StoreValue, ValueTask<StoreWrite>> write, CancellationToken cancellation)
    {
        var rules = seals.Enter();
        try
        {
            if (rules.For(key).Writer is not { } seal) return await ShownAsync(await write(value), cancellation);
            var closed = await Seals.CloseAsync(seal, key, PlainFrame.Of(value), cancellation);
            var written = await write(value with { Bytes = closed, RevisionOffset = -1 });
            if (!written.IsDone) return await ShownAsync(written, cancellation);
            return written with { Entry = Seals.Keep(written.Entry!, PlainFrame.Filled(value.Bytes.Span, value.RevisionOffset, written.Revision)) };
        }
        finally
        {
            rules.Leave();
        }
    }

    // What stands in the way of a write is told without being read, when it cannot be.
    private async ValueTask<StoreWrite> ShownAsync(StoreWrite write, CancellationToken cancellation)
    {
        if (write.Entry is not { } entry || !seals.Changes(entry)) return write;
        try
        {
            return write with { Entry = await seals.OpenAsync(entry, cancellation) };
        }
        catch (UnreadableValueException)
        {
            return write with { Entry = null };
        }
    }
}
