using System.Text;
using Timonier.Contracts.Store;
using Timonier.Tests.StoreModel;
using static Timonier.Store.Etcd.Tests.EtcdWriteTests;

namespace Timonier.Store.Etcd.Tests;

/// <summary>A write whose connection breaks is tried again, and its first attempt may still arrive, long after.</summary>
public sealed class EtcdLateWriteTests(SingleMember etcd)
{
    private const string Sought = "the value that is caught";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Create_WhoseFirstAttemptArrivesAfterTheKeyWasDeleted_DoesNotBringItBack()
    {
        using var proxy = new HoldingProxy(etcd.Cluster.Members[0], Encoding.UTF8.GetBytes(Sought));
        await using var store = await OpenAsync(proxy);
        using var watch = store.Watch("/a", store.CurrentRevision);
        var made = await store.CreateAsync("/a", Value(Sought), Cancellation);
        made.Outcome.ShouldBe(StoreOutcome.Done);
        proxy.Caught.IsCompleted.ShouldBeTrue();
        (await store.DeleteAsync("/a", made.Revision, Cancellation)).Outcome.ShouldBe(StoreOutcome.Done);

        await proxy.ReleaseAsync();

        (await store.GetAsync("/a", cancellation: Cancellation)).ShouldBeNull();
        (await HistoryPlay.NextAsync(watch)).Kind.ShouldBe(StoreEventKind.Created);
        (await HistoryPlay.NextAsync(watch)).Kind.ShouldBe(StoreEventKind.Deleted);
        watch.TryRead(out _).ShouldBeFalse();
    }

    [Fact]
    public async Task Create_ThatWasRefused_DoesNotHappenLaterByItsFirstAttempt()
    {
        using var proxy = new HoldingProxy(etcd.Cluster.Members[0], Encoding.UTF8.GetBytes(Sought));
        var config = etcd.NewConfig();
        await using var other = await etcd.Cluster.OpenAsync(config);
        await using var store = await OpenAsync(proxy, config);
        var first = await other.CreateAsync("/a", Value("1"), Cancellation);
        (await store.CreateAsync("/a", Value(Sought), Cancellation)).Outcome.ShouldBe(StoreOutcome.Exists);
        proxy.Caught.IsCompleted.ShouldBeTrue();
        await other.DeleteAsync("/a", first.Revision, Cancellation);

        await proxy.ReleaseAsync();

        (await store.GetAsync("/a", cancellation: Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task Creates_OfTwoServers_GoOnAfterOneOfThemHadToTryAgain()
    {
        using var proxy = new HoldingProxy(etcd.Cluster.Members[0], Encoding.UTF8.GetBytes(Sought));
        var config = etcd.NewConfig();
        await using var other = await etcd.Cluster.OpenAsync(config);
        await using var store = await OpenAsync(proxy, config);
        (await other.CreateAsync("/b/0", Value("1"), Cancellation)).Outcome.ShouldBe(StoreOutcome.Done);
        (await store.CreateAsync("/a", Value(Sought), Cancellation)).Outcome.ShouldBe(StoreOutcome.Done);
        var creates = Enumerable.Range(1, 20).Select(n => (n % 2 == 0 ? store : other).CreateAsync($"/b/{n}", Value("1"), Cancellation).AsTask());
        (await Task.WhenAll(creates)).ShouldAllBe(create => create.IsDone);
    }

    private Task<EtcdStore> OpenAsync(HoldingProxy proxy, EtcdStoreConfig? config = null) =>
        etcd.Cluster.OpenAsync((config ?? etcd.NewConfig()) with { Endpoints = [proxy.Endpoint, etcd.Cluster.Members[0].Endpoint] });
}
