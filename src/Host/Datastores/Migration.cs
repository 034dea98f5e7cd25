using Timonier.Contracts.Store;
using Timonier.Documents;
using Timonier.Host.Configuration;
using Timonier.Store.Embedded;
using Timonier.Store.Etcd;

namespace Timonier.Host.Datastores;

/// <summary>
/// Moves a cluster between the disk and etcd while no server runs. Revisions go on above all that a client may know, so
/// clients are told that theirs are gone, and list anew.
/// </summary>
internal static class Migration
{
    private const int AtOnce = 64;

    public static async Task<string> ToEtcdAsync(ServerConfig config, EtcdStore etcd, TimeProvider time, CancellationToken cancellation)
    {
        var contents = new StoreFolder(config.StoreDirectory).Contents();
        await etcd.BeginAboveAsync(contents.Revision, cancellation);
        await etcd.StartAsync(cancellation);
        foreach (var some in contents.Entries.Chunk(AtOnce))
            await Task.WhenAll(some.Select(entry => CopyAsync(etcd, entry, Life(entry, contents, time), cancellation)));
        return $"{contents.Entries.Count} keys are in etcd at revision {etcd.CurrentRevision}; the store in {config.StoreDirectory} stays as it was at revision {contents.Revision}";
    }

    public static async Task<string> ToDiskAsync(ServerConfig config, EtcdStore etcd, TimeProvider time, CancellationToken cancellation)
    {
        await etcd.StartAsync(cancellation);
        var page = await etcd.ListAsync(new StoreRange(""), cancellation);
        var lives = await etcd.TimesToLiveAsync(cancellation);
        var now = time.GetUtcNow();
        var contents = new StoreContents(page.Revision, page.Entries, lives.ToDictionary(life => life.Key, life => now + life.Value));
        var (made, replaced) = new StoreFolder(config.StoreDirectory).Take(contents);
        return $"{made.Keys} keys are in {config.StoreDirectory} at revision {made.Revision}" + (replaced is null ? "" : $"; what was there is in {replaced}");
    }

    private static async Task CopyAsync(EtcdStore etcd, StoreEntry entry, TimeSpan? life, CancellationToken cancellation)
    {
        var write = await etcd.CreateAsync(entry.Key, Movable(entry) with { TimeToLive = life }, cancellation);
        if (!write.IsDone) throw new IOException($"{entry.Key} could not be written to etcd ({write.Outcome}); delete what lies there before the next attempt");
    }

    private static TimeSpan? Life(StoreEntry entry, StoreContents contents, TimeProvider time)
    {
        if (!contents.Deadlines.TryGetValue(entry.Key, out var deadline)) return null;
        var left = deadline - time.GetUtcNow();
        return left > TimeSpan.FromSeconds(1) ? left : TimeSpan.FromSeconds(1);
    }

    /// <summary>The value with the digits of its revision taken out, where it shows them: the other store gives it others.</summary>
    private static StoreValue Movable(StoreEntry entry)
    {
        try
        {
            var whole = entry.Value;
            var shown = Document.Parse(whole).Metadata["resourceVersion"u8].Raw;
            if (shown.IsEmpty || !whole.Span.Overlaps(shown.Span, out var at)) return new StoreValue(whole);
            return new StoreValue((byte[])[.. whole.Span[..(at + 1)], .. whole.Span[(at + shown.Length - 1)..]], at + 1);
        }
        catch (DocumentSyntaxException)
        {
            // Not an object: encrypted, or of another kind altogether. Neither holds its revision in the open.
            return new StoreValue(entry.Value);
        }
    }
}
