using System.Runtime.CompilerServices;
using Timonier.Api.Storage;
using Timonier.Contracts.Store;
using Timonier.Documents;
using Timonier.Kinds;

namespace Timonier.Api.CustomResources;

/// <summary>The objects of one version of a custom kind: written in the version that is stored, read in this one.</summary>
internal sealed class CustomStore(IRevisionStore store, Kind kind, VersionConversion conversion) : IRevisionStore, IStoreForm
{
    // What has been read once is not converted again; most entries turn out to be in form as they are.
    private readonly ConditionalWeakTable<StoreEntry, StoreEntry> read = [];
    private readonly ConditionalWeakTable<StoreEvent, StoreEvent> events = [];
    private readonly ConditionalWeakTable<StoreEntry, StoreEntry> origins = [];

    public long CurrentRevision => store.CurrentRevision;
    public long CompactedRevision => store.CompactedRevision;

    public ValueTask<long> NewestRevisionAsync(CancellationToken cancellation = default) => store.NewestRevisionAsync(cancellation);

    public ValueTask StartAsync(CancellationToken cancellation) => store.StartAsync(cancellation);

    public async ValueTask<StoreEntry?> GetAsync(string key, long revision = 0, CancellationToken cancellation = default)
    {
        var entry = await store.GetAsync(key, revision, cancellation);
        return entry is null ? null : (await ReadAsync([entry], cancellation))[0];
    }

    public async ValueTask<StorePage> ListAsync(StoreRange range, CancellationToken cancellation = default)
    {
        var page = await store.ListAsync(range, cancellation);
        return page with { Entries = await ReadAsync(page.Entries, cancellation) };
    }

    public async ValueTask<StoreWrite> CreateAsync(string key, StoreValue value, CancellationToken cancellation = default) =>
        await WrittenAsync(await store.CreateAsync(key, await StoredFormAsync(value, cancellation), cancellation), cancellation);

    public async ValueTask<StoreWrite> UpdateAsync(string key, StoreValue value, long expectedRevision, CancellationToken cancellation = default) =>
        await WrittenAsync(await store.UpdateAsync(key, await StoredFormAsync(value, cancellation), expectedRevision, cancellation), cancellation);

    public ValueTask<StoreWrite> DeleteAsync(string key, long expectedRevision, CancellationToken cancellation = default) => store.DeleteAsync(key, expectedRevision, cancellation);

    public ValueTask<long> CountAsync(string prefix, CancellationToken cancellation = default) => store.CountAsync(prefix, cancellation);

    public IStoreWatch Watch(string prefix, long afterRevision) => new CustomWatch(store.Watch(prefix, afterRevision), ReadAsync);

    public ValueTask CompactAsync(long revision, CancellationToken cancellation = default) => store.CompactAsync(revision, cancellation);

    public DateTimeOffset? TimeOf(long revision) => store.TimeOf(revision);

    public long RevisionAt(DateTimeOffset moment) => store.RevisionAt(moment);

    public ValueTask WaitForAsync(long revision, CancellationToken cancellation) => store.WaitForAsync(revision, cancellation);

    public ValueTask<long> SizeAsync(CancellationToken cancellation = default) => store.SizeAsync(cancellation);

    /// <summary>The store itself belongs to others.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public bool IsOutdated(StoreEntry entry)
    {
        var stored = origins.TryGetValue(entry, out var origin) ? origin : entry;
        return Stored.Read(stored).ApiVersion != kind.StorageVersion || (store is IStoreForm form && form.IsOutdated(stored));
    }

    /// <summary>The entries as this version shows them, in the same order; all that need a webhook go to it together.</summary>
    private async ValueTask<IReadOnlyList<StoreEntry>> ReadAsync(IReadOnlyList<StoreEntry> entries, CancellationToken cancellation)
    {
        var shown = new StoreEntry[entries.Count];
        List<int>? foreign = null;
        for (var i = 0; i < shown.Length; i++)
        {
            if (read.TryGetValue(entries[i], out var known)) shown[i] = known;
            else if (Stored.Read(entries[i]) is { } document && document.ApiVersion == kind.ApiVersion) shown[i] = Kept(entries[i], DraftObject.Of(document));
            else (foreign ??= []).Add(i);
        }
        if (foreign is null) return shown;
        var converted = await conversion.ConvertAsync(kind, [.. foreign.Select(i => DraftObject.Of(Stored.Read(entries[i])))], cancellation);
        for (var i = 0; i < foreign.Count; i++) shown[foreign[i]] = Kept(entries[foreign[i]], converted[i]);
        return shown;
    }

    private StoreEntry Kept(StoreEntry entry, DraftObject body)
    {
        kind.Custom!.Refresh(body);
        var shown = entry;
        if (!Draft.DeepEquals(body, DraftObject.Of(Stored.Read(entry))))
        {
            var document = body.ToDocument();
            shown = new StoreEntry(entry.Key, document.Utf8, entry.Revision, entry.CreateRevision) { Decoded = document };
            origins.AddOrUpdate(shown, entry);
        }
        return read.GetValue(entry, _ => shown);
    }

    private async ValueTask<StoreEvent> ReadAsync(StoreEvent change, CancellationToken cancellation)
    {
        if (events.TryGetValue(change, out var known)) return known;
        var entries = await ReadAsync(change.Previous is { } previous ? [change.Entry, previous] : [change.Entry], cancellation);
        var isSame = entries[0] == change.Entry && (change.Previous is null || entries[1] == change.Previous);
        return events.GetValue(change, _ => isSame ? change : new StoreEvent(change.Kind, change.Revision, entries[0], entries.Count > 1 ? entries[1] : null));
    }

    private async ValueTask<StoreValue> StoredFormAsync(StoreValue value, CancellationToken cancellation)
    {
        if (kind.StorageVersion == kind.ApiVersion) return value;
        var body = DraftObject.Of(Document.Parse(value.Bytes));
        return Stored.Write(await conversion.ToStorageAsync(kind, body, cancellation), value.TimeToLive);
    }

    private async ValueTask<StoreWrite> WrittenAsync(StoreWrite write, CancellationToken cancellation)
    {
        if (write.Entry is not { } entry) return write;
        // What was just written from this form is in it.
        if (write.IsDone && kind.StorageVersion == kind.ApiVersion) return write with { Entry = read.GetValue(entry, e => e) };
        return write with { Entry = (await ReadAsync([entry], cancellation))[0] };
    }
}
