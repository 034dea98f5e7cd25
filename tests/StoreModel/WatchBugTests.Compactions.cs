using Timonier.Contracts.Store;
using static Timonier.Tests.StoreModel.HistoryPlay;

namespace Timonier.Tests.StoreModel;

/// <summary>Deletes, notices and reads where a compaction meets them.</summary>
public abstract partial class WatchBugTests
{
    [Fact]
    public async Task Watch_OpenWhenItsDeleteIsCompacted_StillHasTheDelete()
    {
        await using var subject = await StartAsync();
        var made = await CreateAsync(subject, 3);
        using var watch = subject.Store.Watch("/k/", made[^1]);
        var gone = await subject.Store.DeleteAsync("/k/0001", made[1]);
        (await NextAsync(watch)).Kind.ShouldBe(StoreEventKind.Deleted);
        await subject.Store.CompactAsync(gone.Revision);
        var later = await CreateAsync(subject, 1, from: 3);
        (await RevisionsAsync(watch, 1)).ShouldBe(later);
    }

    [Fact]
    public async Task Watch_FromRightBeforeADeleteThatIsCompacted_IsRefusedInsteadOfSkippingIt()
    {
        await using var subject = await StartAsync();
        var made = await CreateAsync(subject, 1);
        var gone = await subject.Store.DeleteAsync("/k/0000", made[0]);
        await subject.Store.CompactAsync(gone.Revision);
        await Should.ThrowAsync<RevisionCompactedException>(async () =>
        {
            using var watch = subject.Store.Watch("/k/", gone.Revision - 1);
            await watch.WaitAsync(default).AsTask().WaitAsync(TimeSpan.FromSeconds(30));
        });
    }

    [Fact]
    public async Task Watch_FromTheRevisionBelowADelete_WhenTheOneBelowIsCompacted_HasTheDelete()
    {
        await using var subject = await StartAsync();
        var made = await CreateAsync(subject, 2);
        var gone = await subject.Store.DeleteAsync("/k/0000", made[0]);
        await subject.Store.CompactAsync(made[1]);
        using var watch = subject.Store.Watch("/k/", made[1]);
        (await RevisionsAsync(watch, 1)).ShouldBe([gone.Revision]);
    }

    [Fact]
    public async Task Progress_OfAWatchWithUnreadEvents_NeverRunsAheadOfThem()
    {
        await using var subject = await StartAsync();
        var start = subject.Store.CurrentRevision;
        using var watch = subject.Store.Watch("/k/", start);
        var made = await CreateAsync(subject, 20);
        foreach (var revision in made)
        {
            watch.Progress.ShouldBeLessThan(revision);
            (await NextAsync(watch)).Revision.ShouldBe(revision);
        }
    }

    [Fact]
    public async Task Watch_OfWritesMadeAtOnce_HasEachOnceInTheOrderOfTheirRevisions()
    {
        await using var subject = await StartAsync();
        using var watch = subject.Store.Watch("/k/", subject.Store.CurrentRevision);
        var writes = await Task.WhenAll(Enumerable.Range(0, 64).Select(n => subject.Store.CreateAsync($"/k/{n}", Value("1")).AsTask()));
        (await RevisionsAsync(watch, 64)).ShouldBe([.. writes.Select(write => write.Revision).Order()]);
        watch.TryRead(out _).ShouldBeFalse();
    }

    [Fact]
    public async Task Read_OfACompactedRevision_IsRefusedAndLeavesWritesAsTheyWere()
    {
        await using var subject = await StartAsync();
        var made = await CreateAsync(subject, 3);
        await subject.Store.CompactAsync(made[1]);
        await Should.ThrowAsync<RevisionCompactedException>(async () => await subject.Store.GetAsync("/k/0000", made[0]));
        (await subject.Store.UpdateAsync("/k/0000", Value("2"), made[1])).Outcome.ShouldBe(StoreOutcome.Changed);
        var written = await subject.Store.UpdateAsync("/k/0000", Value("2"), made[0]);
        written.Outcome.ShouldBe(StoreOutcome.Done);
        (await subject.Store.GetAsync("/k/0000"))!.Revision.ShouldBe(written.Revision);
    }
}
