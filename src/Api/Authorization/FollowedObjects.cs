using Timonier.Api.Storage;
using Timonier.Contracts.Store;
using Timonier.Documents;

namespace Timonier.Api.Authorization;

/// <summary>
/// Objects under one prefix of the store, followed on the asking thread: whoever saw a write acknowledged is
/// answered by its outcome, and nothing runs while nobody asks.
/// </summary>
/// <param name="store">Where they stand.</param>
/// <param name="prefix">Which.</param>
/// <param name="clear">Forget everything: all objects follow anew.</param>
/// <param name="apply">An object as it is now, or, when gone, as it was last; never called twice at a time.</param>
internal sealed class FollowedObjects(IRevisionStore store, string prefix, Action clear, Action<Document, bool> apply) : IDisposable
{
    private readonly Lock gate = new();
    private IStoreWatch? watch;

    public async ValueTask StartAsync(CancellationToken cancellation)
    {
        var page = await store.ListAsync(new StoreRange(prefix), cancellation);
        lock (gate)
        {
            watch?.Dispose();
            clear();
            foreach (var entry in page.Entries) apply(Stored.Read(entry), false);
            watch = store.Watch(prefix, page.Revision);
        }
    }

    /// <summary>Afterwards every acknowledged write has been applied.</summary>
    public async ValueTask CatchUpAsync(CancellationToken cancellation)
    {
        if (TryCatchUp()) return;
        // The watch was cut off because nobody asked for a long time: read everything again.
        await StartAsync(cancellation);
    }

    /// <summary>The same for whoever must not wait; false when it takes reading everything again.</summary>
    public bool TryCatchUp()
    {
        lock (gate)
        {
            if (watch is null) return false;
            while (watch.TryRead(out var change)) apply(Stored.Read(change.Entry), change.Kind == StoreEventKind.Deleted);
            return watch.End == StoreWatchEnd.None;
        }
    }

    public void Dispose() => watch?.Dispose();
}
