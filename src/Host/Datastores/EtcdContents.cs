using Timonier.Contracts.Store;
using Timonier.Documents;
using Timonier.Store.Embedded;
using Timonier.Store.Etcd;

namespace Timonier.Host.Datastores;

/// <summary>All that stands in an etcd, taken out of it or put into it at once.</summary>
internal static class EtcdContents
{
    private const int AtOnce = 64;

    /// <summary>Of a started store; servers may run.</summary>
    public static async Task<StoreContents> ReadAsync(EtcdStore etcd, TimeProvider time, CancellationToken cancellation)
    {
        var page = await etcd.ListAsync(new StoreRange(""), cancellation);
        var lives = await etcd.TimesToLiveAsync(cancellation);
        var now = time.GetUtcNow();
        return new StoreContents(page.Revision, page.Entries, lives.ToDictionary(life => life.Key, life => now + life.Value));
    }

    /// <summary>Into a store that has begun and is not yet started.</summary>
    public static async Task WriteAsync(EtcdStore etcd, StoreContents contents, TimeProvider time, CancellationToken cancellation)
    {
        await etcd.StartAsync(cancellation);
        foreach (var some in contents.Entries.Chunk(AtOnce))
            await Task.WhenAll(some.Select(entry => CopyAsync(etcd, entry, Life(entry, contents, time), cancellation)));
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
