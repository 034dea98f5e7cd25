using System.Text;
using Timonier.Contracts.Store;
using Timonier.Tests.StoreModel;

namespace Timonier.Store.Etcd.Tests;

public sealed class EtcdWriteTests(SingleMember etcd)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Value_WithAPlaceForItsRevision_IsReadWithTheDigitsAndKeptWithout()
    {
        var config = etcd.NewConfig();
        await using var store = await etcd.Cluster.OpenAsync(config);
        var made = await store.CreateAsync("/a", new StoreValue("""{"rv":""}"""u8.ToArray(), 7), Cancellation);
        Text(made.Entry!).ShouldBe($$"""{"rv":"{{made.Revision}}"}""");
        (await store.GetAsync("/a", cancellation: Cancellation)).ShouldBeSameAs(made.Entry);
        (await etcd.Cluster.ControlAsync("get", config.Prefix + "/a", "--print-value-only")).ShouldStartWith("""{"rv":""}""");
    }

    [Fact]
    public async Task Write_OfOneServer_IsSeenByTheNextReadOfAnother()
    {
        var config = etcd.NewConfig();
        await using var one = await etcd.Cluster.OpenAsync(config);
        await using var other = await etcd.Cluster.OpenAsync(config);
        for (var n = 0; n < 50; n++)
        {
            var write = await one.CreateAsync($"/a/{n}", Value("1"), Cancellation);
            (await other.GetAsync($"/a/{n}", cancellation: Cancellation)).ShouldNotBeNull().Revision.ShouldBe(write.Revision);
            (await other.CountAsync("/a/", Cancellation)).ShouldBe(n + 1);
        }
    }

    [Fact]
    public async Task Writers_OnTwoServers_CannotBothReplaceTheSameRevision()
    {
        var config = etcd.NewConfig();
        await using var one = await etcd.Cluster.OpenAsync(config);
        await using var other = await etcd.Cluster.OpenAsync(config);
        var standing = await one.CreateAsync("/a", Value("0"), Cancellation);
        for (var n = 0; n < 20; n++)
        {
            var writes = await Task.WhenAll(
                one.UpdateAsync("/a", Value("one"), standing.Revision, Cancellation).AsTask(),
                other.UpdateAsync("/a", Value("other"), standing.Revision, Cancellation).AsTask());
            writes.Select(write => write.Outcome).Order().ShouldBe([StoreOutcome.Done, StoreOutcome.Changed]);
            var lost = writes.Single(write => !write.IsDone);
            standing = writes.Single(write => write.IsDone);
            lost.Entry!.Revision.ShouldBe(standing.Revision);
        }
    }

    [Fact]
    public async Task Read_WhenOthersWriteToTheSameEtcd_DoesNotWaitForTheirRevisions()
    {
        var config = etcd.NewConfig();
        await using var store = await etcd.Cluster.OpenAsync(config);
        await etcd.Cluster.ControlAsync("put", $"/elsewhere{config.Prefix}", "x");
        var page = await store.ListAsync(new StoreRange("/"), Cancellation);
        page.Entries.ShouldBeEmpty();
    }

    [Fact]
    public async Task Watch_WhenAnotherProgramDeletesManyKeysAtOnce_EndsSoThatClientsStartAgain()
    {
        var config = etcd.NewConfig();
        await using var store = await etcd.Cluster.OpenAsync(config);
        var first = await store.CreateAsync("/a/1", Value("1"), Cancellation);
        await store.CreateAsync("/a/2", Value("2"), Cancellation);
        using var watch = store.Watch("/a/", store.CurrentRevision);
        await etcd.Cluster.ControlAsync("del", "--prefix", config.Prefix + "/a/");
        (await watch.WaitAsync(Cancellation)).ShouldBeFalse();
        watch.End.ShouldBe(StoreWatchEnd.TooSlow);
        (await store.CountAsync("/a/", Cancellation)).ShouldBe(0);
        Should.Throw<RevisionCompactedException>(() => store.Watch("/a/", first.Revision));
    }

    [Fact]
    public async Task Key_WithATimeToLive_DeletesItselfByAnEventOfItsOwn()
    {
        await using var store = await etcd.Cluster.OpenAsync(etcd.NewConfig());
        using var watch = store.Watch("/events/", store.CurrentRevision);
        var made = await store.CreateAsync("/events/1", Value("1") with { TimeToLive = TimeSpan.FromSeconds(1) }, Cancellation);
        (await HistoryPlay.NextAsync(watch)).Revision.ShouldBe(made.Revision);
        var gone = await HistoryPlay.NextAsync(watch);
        gone.Kind.ShouldBe(StoreEventKind.Deleted);
        gone.Previous.ShouldBeSameAs(made.Entry);
    }

    [Fact]
    public async Task Update_ThatKeepsTheEnd_LeavesTheTimeOfTheFirstWrite()
    {
        await using var store = await etcd.Cluster.OpenAsync(etcd.NewConfig());
        var made = await store.CreateAsync("/events/1", Value("1") with { TimeToLive = TimeSpan.FromSeconds(2) }, Cancellation);
        using var watch = store.Watch("/events/", made.Revision);
        var updated = await store.UpdateAsync("/events/1", Value("2") with { KeepsEnd = true }, made.Revision, Cancellation);
        updated.IsDone.ShouldBeTrue();
        (await HistoryPlay.NextAsync(watch)).Revision.ShouldBe(updated.Revision);
        (await HistoryPlay.NextAsync(watch)).Kind.ShouldBe(StoreEventKind.Deleted);
    }

    [Fact]
    public async Task Page_FromBeforeTheStartOfThisServer_IsReadFromEtcd()
    {
        var config = etcd.NewConfig();
        await using var one = await etcd.Cluster.OpenAsync(config);
        for (var n = 0; n < 6; n++)
            await one.CreateAsync($"/a/{n}", Value("1"), Cancellation);
        var page = await one.ListAsync(new StoreRange("/a/", Limit: 2), Cancellation);
        var then = (await one.GetAsync("/a/3", cancellation: Cancellation))!;
        for (var n = 0; n < 10; n++)
            await one.CreateAsync($"/b/{n}", Value("1"), Cancellation);
        await one.DeleteAsync("/a/3", then.Revision, Cancellation);

        await using var late = await etcd.Cluster.OpenAsync(config with { HistoryRevisions = 3 });
        late.CompactedRevision.ShouldBeGreaterThan(page.Revision);
        var next = await late.ListAsync(new StoreRange("/a/", page.Entries[^1].Key, 2, page.Revision), Cancellation);
        next.Entries.Select(entry => entry.Key).ShouldBe(["/a/2", "/a/3"]);
        next.Remaining.ShouldBe(2);
        (await late.GetAsync("/a/3", page.Revision, Cancellation))!.Revision.ShouldBe(then.Revision);
        (await late.GetAsync("/a/3", cancellation: Cancellation)).ShouldBeNull();
    }

    internal static StoreValue Value(string text) => new(Encoding.UTF8.GetBytes(text));

    private static string Text(StoreEntry entry) => Encoding.UTF8.GetString(entry.Value.Span);
}
