using Timonier.Contracts.Store;
using static Timonier.Sealing.Tests.SealingCorner;

namespace Timonier.Sealing.Tests;

public sealed class SealedStoreTests
{
    [Fact]
    public async Task Secret_Written_IsReadBackAndNowhereOnDisk()
    {
        await using var corner = await OpenAsync();
        var write = await corner.Store.CreateAsync(Place, Secret("hunter2hunter2"), Stop);
        Text(write.Entry).ShouldBe(Shown("hunter2hunter2", write.Revision));
        Text(await corner.Store.GetAsync(Place, cancellation: Stop)).ShouldBe(Shown("hunter2hunter2", write.Revision));
        corner.DiskHolds("hunter2hunter2").ShouldBeFalse();
        corner.DiskHolds("k8s:enc:timonier:v1:").ShouldBeTrue();
    }

    [Fact]
    public async Task OtherResource_Written_StandsAsItIs()
    {
        await using var corner = await OpenAsync();
        await corner.Store.CreateAsync("/registry/core/configmaps/shop/door", Secret("openly"), Stop);
        corner.DiskHolds("openly").ShouldBeTrue();
    }

    [Fact]
    public async Task Secret_AfterRestart_IsReadFromDisk()
    {
        await using var corner = await OpenAsync();
        var write = await corner.Store.CreateAsync(Place, Secret("kept"), Stop);
        await corner.RestartAsync();
        Text(await corner.Store.GetAsync(Place, cancellation: Stop)).ShouldBe(Shown("kept", write.Revision));
    }

    [Fact]
    public async Task PastRevisionsAndLists_AreReadLikeAnyOther()
    {
        await using var corner = await OpenAsync();
        var first = await corner.Store.CreateAsync(Place, Secret("old"), Stop);
        var second = await corner.Store.UpdateAsync(Place, Secret("new"), first.Revision, Stop);
        await corner.Store.CreateAsync(Place + "2", Secret("other"), Stop);
        Text(await corner.Store.GetAsync(Place, first.Revision, Stop)).ShouldBe(Shown("old", first.Revision));

        var page = await corner.Store.ListAsync(new StoreRange("/registry/core/secrets/", Limit: 1), Stop);
        page.Remaining.ShouldBe(1);
        Text(page.Entries[0]).ShouldBe(Shown("new", second.Revision));
        var past = await corner.Store.ListAsync(new StoreRange("/registry/core/secrets/", Revision: first.Revision), Stop);
        Text(past.Entries.ShouldHaveSingleItem()).ShouldBe(Shown("old", first.Revision));
    }

    [Fact]
    public async Task Version_ReadTwice_IsTheSameEntry()
    {
        await using var corner = await OpenAsync();
        await corner.Store.CreateAsync(Place, Secret("once"), Stop);
        await corner.RestartAsync();
        var first = await corner.Store.GetAsync(Place, cancellation: Stop);
        (await corner.Store.GetAsync(Place, cancellation: Stop)).ShouldBeSameAs(first);
        (await corner.Store.ListAsync(new StoreRange("/registry/core/secrets/"), Stop)).Entries[0].ShouldBeSameAs(first);
    }

    [Fact]
    public async Task Watchers_OfOneEvent_ShareIt()
    {
        await using var corner = await OpenAsync();
        using var one = corner.Store.Watch("/registry/core/secrets/", 0);
        using var two = corner.Store.Watch("/registry/core/secrets/", 0);
        var write = await corner.Store.CreateAsync(Place, Secret("seen"), Stop);
        (await one.WaitAsync(Stop)).ShouldBeTrue();
        (await two.WaitAsync(Stop)).ShouldBeTrue();
        one.TryRead(out var first).ShouldBeTrue();
        two.TryRead(out var second).ShouldBeTrue();
        second.ShouldBeSameAs(first);
        Text(first.Entry).ShouldBe(Shown("seen", write.Revision));
    }

    [Fact]
    public async Task Deletion_IsWatchedWithWhatStoodThere()
    {
        await using var corner = await OpenAsync();
        var made = await corner.Store.CreateAsync(Place, Secret("gone"), Stop);
        using var watch = corner.Store.Watch("/registry/core/secrets/", made.Revision);
        var deleted = await corner.Store.DeleteAsync(Place, made.Revision, Stop);
        Text(deleted.Entry).ShouldBe(Shown("gone", made.Revision));
        await watch.WaitAsync(Stop);
        watch.TryRead(out var change).ShouldBeTrue();
        change.Kind.ShouldBe(StoreEventKind.Deleted);
        Text(change.Entry).ShouldBe(Shown("gone", made.Revision));
    }

    [Fact]
    public async Task Value_MovedToAnotherKey_DoesNotOpen()
    {
        await using var corner = await OpenAsync();
        await corner.Store.CreateAsync(Place, Secret("mine"), Stop);
        var stolen = await corner.Disk.GetAsync(Place, cancellation: Stop);
        await corner.Disk.CreateAsync(Place + "-copy", new StoreValue(stolen!.Value), Stop);
        var e = await Should.ThrowAsync<UnreadableValueException>(async () => await corner.Store.GetAsync(Place + "-copy", cancellation: Stop));
        e.Message.ShouldBe("cipher: message authentication failed");
    }

    [Fact]
    public async Task EqualValues_AreClosedDifferently()
    {
        await using var corner = await OpenAsync();
        var first = await corner.Store.CreateAsync(Place, Secret("same"), Stop);
        var closed = (await corner.Disk.GetAsync(Place, cancellation: Stop))!.Value;
        await corner.Store.UpdateAsync(Place, Secret("same"), first.Revision, Stop);
        (await corner.Disk.GetAsync(Place, cancellation: Stop))!.Value.Span.SequenceEqual(closed.Span).ShouldBeFalse();
    }

    [Fact]
    public async Task LostKey_MakesItsObjectsUnreadableAndNothingElse()
    {
        await using var corner = await OpenAsync();
        var lost = await corner.Store.CreateAsync(Place, Secret("lost"), Stop);
        File.Delete(corner.KeyFile);
        await corner.RestartAsync();
        await corner.Store.CreateAsync("/registry/core/secrets/shop/new", Secret("readable"), Stop);

        const string Missing = "no matching key was found for the encryption keys of this data folder";
        (await Should.ThrowAsync<UnreadableValueException>(async () => await corner.Store.GetAsync(Place, cancellation: Stop))).Message.ShouldBe(Missing);
        (await Should.ThrowAsync<UnreadableValueException>(async () => await corner.Store.ListAsync(new StoreRange("/registry/core/secrets/"), Stop)))
            .Message.ShouldBe($"unable to transform key \"{Place}\": {Missing}");
        Text(await corner.Store.GetAsync("/registry/core/secrets/shop/new", cancellation: Stop)).ShouldContain("readable");
        (await corner.Store.CreateAsync(Place, Secret("again"), Stop)).Outcome.ShouldBe(StoreOutcome.Exists);
        (await corner.Store.DeleteAsync(Place, lost.Revision, Stop)).IsDone.ShouldBeTrue();
    }

    [Fact]
    public async Task UnreadableEvent_EndsTheWatch()
    {
        await using var corner = await OpenAsync();
        await corner.Store.CreateAsync(Place, Secret("lost"), Stop);
        File.Delete(corner.KeyFile);
        await corner.RestartAsync();
        using var watch = corner.Store.Watch("/registry/core/secrets/", 0);
        await watch.WaitAsync(Stop);
        Should.Throw<UnreadableValueException>(() => watch.TryRead(out _));
        (await watch.WaitAsync(Stop)).ShouldBeFalse();
        watch.End.ShouldBe(StoreWatchEnd.Closed);
    }

    [Fact]
    public async Task PlainValue_OfAnOldFolder_IsReadAsItIs()
    {
        await using var corner = await OpenAsync();
        var old = await corner.Disk.CreateAsync(Place, Secret("from before"), Stop);
        var entry = await corner.Store.GetAsync(Place, cancellation: Stop);
        Text(entry).ShouldBe(Shown("from before", old.Revision));
        corner.Store.IsOutdated(entry!).ShouldBeTrue();
        var written = await corner.Store.UpdateAsync(Place, Secret("from before"), old.Revision, Stop);
        corner.Store.IsOutdated(written.Entry!).ShouldBeFalse();
    }
}
