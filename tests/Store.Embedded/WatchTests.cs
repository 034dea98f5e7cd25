using Timonier.Contracts.Store;
using static Timonier.Store.Embedded.Tests.StoreFixture;

namespace Timonier.Store.Embedded.Tests;

public sealed class WatchTests
{
    [Fact]
    public async Task Watch_FromAPastRevision_SeesHistoryThenLiveEventsOnce()
    {
        using var folder = new StoreFixture();
        await using var store = await folder.OpenAsync();
        await store.CreateAsync("/a/1", Value("1"));
        await store.CreateAsync("/b/1", Value("1"));
        await store.UpdateAsync("/a/1", Value("2"), 1);
        using var watch = store.Watch("/a/", 1);
        (await NextAsync(watch)).ShouldBe(3);
        watch.TryRead(out _).ShouldBeFalse();
        await store.CreateAsync("/b/2", Value("1"));
        watch.TryRead(out _).ShouldBeFalse();
        await store.DeleteAsync("/a/1", 3);
        watch.Progress.ShouldBe(4);
        (await watch.WaitAsync(default)).ShouldBeTrue();
        watch.TryRead(out var deleted).ShouldBeTrue();
        deleted!.Kind.ShouldBe(StoreEventKind.Deleted);
        Text(deleted.Entry).ShouldBe("2");
        watch.Progress.ShouldBe(5);
    }

    [Fact]
    public async Task Watch_AroundTheCompactedRevision_IsExactOrRefused()
    {
        using var folder = new StoreFixture();
        await using var store = await folder.OpenAsync();
        for (var n = 0; n < 10; n++)
            await store.CreateAsync($"/{n}", Value("1"));
        await store.CompactAsync(5);
        Should.Throw<RevisionCompactedException>(() => store.Watch("/", 4)).Compacted.ShouldBe(5);
        using var at = store.Watch("/", 5);
        (await NextAsync(at)).ShouldBe(6);
        using var after = store.Watch("/", 6);
        (await NextAsync(after)).ShouldBe(7);
        await Should.ThrowAsync<RevisionCompactedException>(async () => await store.GetAsync("/1", 5));
        (await store.ListAsync(new StoreRange("/", Revision: 6))).Entries.Count.ShouldBe(6);
    }

    [Fact]
    public async Task Watch_ThatFallsBehindTheHistory_EndsAsTooSlow()
    {
        using var folder = new StoreFixture();
        await using var store = await folder.OpenAsync(new EmbeddedStoreConfig { Directory = folder.Path, HistoryRevisions = 5 });
        using var slow = store.Watch("/a", 0);
        using var idle = store.Watch("/other", 0);
        for (var n = 0; n < 10; n++)
            await store.CreateAsync($"/a{n}", Value("1"));
        (await slow.WaitAsync(default)).ShouldBeFalse();
        slow.End.ShouldBe(StoreWatchEnd.TooSlow);
        idle.Progress.ShouldBe(10);
        await store.CreateAsync("/other", Value("1"));
        (await NextAsync(idle)).ShouldBe(11);
    }

    [Fact]
    public async Task Watch_WithTenThousandIdle_WakesTheOneConcerned()
    {
        using var folder = new StoreFixture();
        await using var store = await folder.OpenAsync();
        var watches = Enumerable.Range(0, 10_000).Select(n => store.Watch($"/{n:D5}/", 0)).ToArray();
        var waits = watches.Select(watch => watch.WaitAsync(default).AsTask()).ToArray();
        await store.CreateAsync("/04711/x", Value("1"));
        (await waits[4711]).ShouldBeTrue();
        (await NextAsync(watches[4711])).ShouldBe(1);
        waits.Count(wait => wait.IsCompleted).ShouldBe(1);
        watches.ShouldAllBe(watch => watch.Progress == 1);
        foreach (var watch in watches)
            watch.Dispose();
        (await Task.WhenAll(waits)).Count(more => more).ShouldBe(1);
    }

    [Fact]
    public async Task RevisionAt_AnyMoment_IsTheLastThatWasWrittenBefore()
    {
        using var folder = new StoreFixture();
        var start = folder.Time.GetUtcNow();
        await using (var store = await folder.OpenAsync())
        {
            for (var n = 1; n <= 3; n++)
            {
                folder.Time.Advance(TimeSpan.FromMinutes(1));
                await store.CreateAsync($"/{n}", Value("1"));
            }

            Check(store);
        }

        // The log remembers when; what is given up, is so for moments too, but for the one from when on the next state stood.
        await using var again = await folder.OpenAsync();
        Check(again);
        await again.CompactAsync(1);
        Should.Throw<RevisionCompactedException>(() => again.RevisionAt(start));
        again.RevisionAt(start + TimeSpan.FromSeconds(90)).ShouldBe(1);
        again.TimeOf(1).ShouldBeNull();

        void Check(EmbeddedStore store)
        {
            store.RevisionAt(start + TimeSpan.FromSeconds(60)).ShouldBe(1);
            store.RevisionAt(start + TimeSpan.FromSeconds(150)).ShouldBe(2);
            store.RevisionAt(start + TimeSpan.FromHours(1)).ShouldBe(3);
            store.TimeOf(2).ShouldBe(start + TimeSpan.FromMinutes(2));
            Should.Throw<RevisionCompactedException>(() => store.RevisionAt(start));
        }
    }

    [Fact]
    public async Task Wait_ForARevision_ReturnsWhenItIsDurable()
    {
        using var folder = new StoreFixture();
        await using var store = await folder.OpenAsync();
        var second = store.WaitForAsync(2, default).AsTask();
        await store.CreateAsync("/a", Value("1"));
        second.IsCompleted.ShouldBeFalse();
        await store.CreateAsync("/b", Value("1"));
        await second;
        using var given = new CancellationTokenSource();
        var never = store.WaitForAsync(99, given.Token).AsTask();
        await given.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(never);
    }

    internal static async Task<long> NextAsync(IStoreWatch watch)
    {
        StoreEvent? next;
        while (!watch.TryRead(out next))
            (await watch.WaitAsync(default)).ShouldBeTrue();
        return next.Revision;
    }
}
