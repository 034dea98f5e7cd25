using System.Text;
using Timonier.Contracts.Store;
using static Timonier.Tests.StoreModel.HistoryPlay;

namespace Timonier.Tests.StoreModel;

/// <summary>
/// What watches of etcd have got wrong over the years, each as a test that every store passes; docs/store.md says which
/// test stands for which entry of etcd's own list.
/// </summary>
public abstract partial class WatchBugTests
{
    protected abstract Task<IStoreSubject> StartAsync();

    [Fact]
    public async Task Watch_FromTheCompactedRevision_HasTheNextEventFirst()
    {
        await using var subject = await StartAsync();
        var revisions = await CreateAsync(subject, 10);
        await subject.Store.CompactAsync(revisions[4]);
        using var watch = subject.Store.Watch("/k/", revisions[4]);
        (await RevisionsAsync(watch, 5)).ShouldBe(revisions[5..]);
    }

    [Fact]
    public async Task Watch_FromBeforeTheCompactedRevision_IsRefusedAndNeverSkips()
    {
        await using var subject = await StartAsync();
        var revisions = await CreateAsync(subject, 10);
        await subject.Store.CompactAsync(revisions[4]);
        var refused = await Should.ThrowAsync<RevisionCompactedException>(async () =>
        {
            using var watch = subject.Store.Watch("/k/", revisions[4] - 1);
            await watch.WaitAsync(default).AsTask().WaitAsync(TimeSpan.FromSeconds(30));
        });
        refused.Compacted.ShouldBe(revisions[4]);
    }

    [Fact]
    public async Task Watch_FromAfterTheCompactedRevision_SkipsNothing()
    {
        await using var subject = await StartAsync();
        var revisions = await CreateAsync(subject, 10);
        await subject.Store.CompactAsync(revisions[4]);
        using var watch = subject.Store.Watch("/k/", revisions[5]);
        (await RevisionsAsync(watch, 4)).ShouldBe(revisions[6..]);
    }

    [Fact]
    public async Task Watch_OpenDuringACompaction_GoesOnWithoutAGap()
    {
        await using var subject = await StartAsync();
        using var watch = subject.Store.Watch("/k/", subject.Store.CurrentRevision);
        var first = await CreateAsync(subject, 5);
        (await RevisionsAsync(watch, 5)).ShouldBe(first);
        await subject.Store.CompactAsync(first[^1]);
        var second = await CreateAsync(subject, 5, from: 5);
        (await RevisionsAsync(watch, 5)).ShouldBe(second);
    }

    [Fact]
    public async Task Watch_FromTheFuture_HasNothingBeforeItsTime()
    {
        await using var subject = await StartAsync();
        var revisions = await CreateAsync(subject, 2);
        using var watch = subject.Store.Watch("/k/", revisions[^1] + 3);
        var later = await CreateAsync(subject, 6, from: 2);
        (await RevisionsAsync(watch, 3)).ShouldBe(later[3..]);
        watch.TryRead(out _).ShouldBeFalse();
    }

    [Fact]
    public async Task Watch_AfterARestart_GoesOnBehindWhatWasSeen()
    {
        await using var subject = await StartAsync();
        var revisions = await CreateAsync(subject, 6);
        await subject.RestartAsync();
        var later = await CreateAsync(subject, 2, from: 6);
        using var watch = subject.Store.Watch("/k/", revisions[2]);
        (await RevisionsAsync(watch, 5)).ShouldBe([.. revisions[3..], .. later]);
    }

    [Fact]
    public async Task Watch_AfterACompactionAndARestart_StillRefusesWhatWasGivenUp()
    {
        await using var subject = await StartAsync();
        var revisions = await CreateAsync(subject, 6);
        await subject.Store.CompactAsync(revisions[3]);
        await subject.RestartAsync();
        await Should.ThrowAsync<RevisionCompactedException>(async () =>
        {
            using var early = subject.Store.Watch("/k/", revisions[2]);
            await early.WaitAsync(default).AsTask().WaitAsync(TimeSpan.FromSeconds(30));
        });
        using var watch = subject.Store.Watch("/k/", revisions[3]);
        (await RevisionsAsync(watch, 2)).ShouldBe(revisions[4..]);
    }

    [Fact]
    public async Task Revision_OverRestartsAndDeletes_NeverGoesBackOrRepeats()
    {
        await using var subject = await StartAsync();
        var last = subject.Store.CurrentRevision;
        for (var round = 0; round < 4; round++)
        {
            var made = await subject.Store.CreateAsync("/k/only", Value("1"));
            made.Revision.ShouldBeGreaterThan(last);
            var gone = await subject.Store.DeleteAsync("/k/only", made.Revision);
            gone.Revision.ShouldBeGreaterThan(made.Revision);
            last = gone.Revision;
            await subject.Store.CompactAsync(last);
            await subject.RestartAsync();
            subject.Store.CurrentRevision.ShouldBeGreaterThanOrEqualTo(last);
        }
    }

    [Fact]
    public async Task Watch_OfADeletion_ShowsWhatWasDeletedAtTheRevisionOfTheDelete()
    {
        await using var subject = await StartAsync();
        var made = await subject.Store.CreateAsync("/k/1", Value("first"));
        using var watch = subject.Store.Watch("/k/", made.Revision);
        var gone = await subject.Store.DeleteAsync("/k/1", made.Revision);
        var seen = await NextAsync(watch);
        seen.Kind.ShouldBe(StoreEventKind.Deleted);
        seen.Revision.ShouldBe(gone.Revision);
        seen.Previous!.Revision.ShouldBe(made.Revision);
        Encoding.UTF8.GetString(seen.Entry.Value.Span).ShouldBe("first");
    }

    [Fact]
    public async Task Watches_OfManyOnOneStore_DoNotStarveEachOther()
    {
        const int Busy = 40, Events = 200;
        await using var subject = await StartAsync();
        var start = subject.Store.CurrentRevision;
        var unread = Enumerable.Range(0, Busy).Select(_ => subject.Store.Watch("/k/", start)).ToArray();
        using var quiet = subject.Store.Watch("/quiet/", start);
        var revisions = await CreateAsync(subject, Events);
        var write = await subject.Store.CreateAsync("/quiet/1", Value("1"));
        // The forty have read nothing yet, and the one is served all the same.
        (await NextAsync(quiet)).Revision.ShouldBe(write.Revision);
        foreach (var watch in unread)
        {
            (await RevisionsAsync(watch, Events)).ShouldBe(revisions);
            watch.Dispose();
        }
    }

    [Fact]
    public async Task Watch_WithoutEventsOfItsOwn_MakesProgressWithTheOthers()
    {
        await using var subject = await StartAsync();
        var revisions = await CreateAsync(subject, 20);
        await subject.Store.CompactAsync(revisions[9]);
        using var idle = subject.Store.Watch("/other/", revisions[9]);
        var next = NextAsync(idle);
        var later = await CreateAsync(subject, 10, from: 20);
        await subject.Store.CompactAsync(later[^1]);
        var made = await subject.Store.CreateAsync("/other/1", Value("1"));
        (await next).Revision.ShouldBe(made.Revision);
    }

    private static async Task<long[]> CreateAsync(IStoreSubject subject, int count, int from = 0)
    {
        var revisions = new long[count];
        for (var n = 0; n < count; n++)
            revisions[n] = (await subject.Store.CreateAsync($"/k/{from + n:D4}", Value("1"))).Revision;
        return revisions;
    }

    private static async Task<long[]> RevisionsAsync(IStoreWatch watch, int count)
    {
        var revisions = new long[count];
        for (var n = 0; n < count; n++)
            revisions[n] = (await NextAsync(watch)).Revision;
        return revisions;
    }

    private static StoreValue Value(string text) => new(Encoding.UTF8.GetBytes(text));
}
