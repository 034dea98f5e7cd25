using System.Text;
using Timonier.Contracts.Store;

namespace Timonier.Store.Embedded.Tests.Simulation;

internal sealed partial class CrashRun
{
    private const int MostAtOnce = 6, Names = 12;

    private readonly Dictionary<long, Change> acknowledged = [];
    private readonly Dictionary<long, Change> seen = [];
    private readonly List<Change> inDoubt = [];
    private readonly HashSet<string> mortal = new(StringComparer.Ordinal);
    private long lastSeen;
    private int written;

    private async Task WorkAsync(EmbeddedStore store)
    {
        using var watch = Follow(store);
        for (var round = 2 + chance.Next(14); round > 0 && !store.Failure.IsCompleted; round--)
        {
            switch (chance.Next(12))
            {
                case 0:
                    await CompactAsync(store);
                    break;
                case 1:
                    time.Advance(TimeSpan.FromSeconds(1 + chance.Next(4)));
                    break;
                default:
                    await Task.WhenAll(Enumerable.Range(0, 1 + chance.Next(MostAtOnce)).Select(_ => Write(store)).ToArray());
                    break;
            }

            See(watch);
        }
    }

    /// <summary>A watch that goes on where the one of an earlier life ended; from now, where that is no longer kept.</summary>
    private IStoreWatch Follow(EmbeddedStore store)
    {
        lastSeen = Math.Max(lastSeen, store.CompactedRevision);
        return store.Watch("", lastSeen);
    }

    private void See(IStoreWatch watch)
    {
        while (watch.TryRead(out var next))
        {
            next.Revision.ShouldBe(++lastSeen, "every event once and in order");
            seen.Add(next.Revision, Change.Of(next));
        }
    }

    private async Task Write(EmbeddedStore store)
    {
        var key = $"/{chance.Next(Names)}";
        var life = chance.Next(6) == 0 ? TimeSpan.FromSeconds(1 + chance.Next(5)) : (TimeSpan?)null;
        var text = $"{++written} {new string('x', chance.Next(700))}";
        var deletes = chance.Next(4) == 0;
        if (life is not null)
            mortal.Add(text);
        var change = new Change(key, text);
        try
        {
            var standing = await store.GetAsync(key);
            change = deletes && standing is not null ? new Change(key, null) : change;
            var answer = await (standing is null ? store.CreateAsync(key, Value())
                : deletes ? store.DeleteAsync(key, standing.Revision)
                : store.UpdateAsync(key, Value(), standing.Revision));
            if (answer.IsDone)
            {
                lock (acknowledged)
                    acknowledged.Add(answer.Revision, change);
            }
        }
        catch (StoreFailedException)
        {
            lock (inDoubt)
                inDoubt.Add(change);
        }

        StoreValue Value() => new(Encoding.UTF8.GetBytes(text), -1, life);
    }

    private async Task CompactAsync(EmbeddedStore store)
    {
        try
        {
            // Never past what was seen: the watch is there to tell of keys that expired meanwhile.
            await store.CompactAsync(Math.Max(store.CompactedRevision, lastSeen - chance.Next(5)));
        }
        catch (IOException)
        {
            disk.HasStruck.ShouldBe(disk.Capacity == long.MaxValue || disk.HasStruck, "a compaction fails only when the disk does");
        }
        catch (StoreFailedException)
        {
            disk.HasStruck.ShouldBeTrue();
        }
    }

    /// <param name="Text">What was written; null for a deletion.</param>
    private sealed record Change(string Key, string? Text)
    {
        public static Change Of(StoreEvent next) =>
            new(next.Entry.Key, next.Kind == StoreEventKind.Deleted ? null : Encoding.UTF8.GetString(next.Entry.Value.Span));
    }
}
