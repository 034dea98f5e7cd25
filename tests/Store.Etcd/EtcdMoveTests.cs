using Timonier.Contracts.Store;
using static Timonier.Store.Etcd.Tests.EtcdWriteTests;

namespace Timonier.Store.Etcd.Tests;

public sealed class EtcdMoveTests(SingleMember etcd)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Store_BegunAboveARevision_NeverGoesBelowItAndTellsHoldersOfOlderOnes()
    {
        const long Known = 5_000_000_000;
        var config = etcd.NewConfig();
        await using (var empty = etcd.Cluster.Make(config))
            await empty.BeginAboveAsync(Known, Cancellation);
        await using var store = await etcd.Cluster.OpenAsync(config);
        var made = await store.CreateAsync("/a", new StoreValue("""{"rv":""}"""u8.ToArray(), 7), Cancellation);
        made.Revision.ShouldBeGreaterThan(Known);
        Should.Throw<RevisionCompactedException>(() => store.Watch("/", Known));
        (await store.UpdateAsync("/a", Value("2"), made.Revision, Cancellation)).Outcome.ShouldBe(StoreOutcome.Done);

        await using var again = await etcd.Cluster.OpenAsync(config);
        (await again.GetAsync("/a", made.Revision, Cancellation))!.Revision.ShouldBe(made.Revision);
        again.CurrentRevision.ShouldBe(store.CurrentRevision);
    }

    [Fact]
    public async Task Store_WithKeysInIt_IsNotBegunAnew()
    {
        var config = etcd.NewConfig();
        await using var store = await etcd.Cluster.OpenAsync(config);
        await store.CreateAsync("/a", Value("1"), Cancellation);
        await using var other = etcd.Cluster.Make(config);
        (await Should.ThrowAsync<IOException>(() => other.BeginAboveAsync(10, Cancellation))).Message.ShouldContain(config.Prefix);
    }

    [Fact]
    public async Task Store_BegunAnew_IsEmptyAboveThatRevisionAndWithoutTheHistoryOfBefore()
    {
        var config = etcd.NewConfig();
        long known;
        await using (var store = await etcd.Cluster.OpenAsync(config))
        {
            await store.CreateAsync("/a", Value("1"), Cancellation);
            await store.CreateAsync("/b", Value("1"), Cancellation);
            known = store.CurrentRevision;
        }

        for (var round = 0; round < 2; round++)
        {
            await using (var anew = etcd.Cluster.Make(config))
                await anew.BeginAnewAsync(known += 1_000_000, Cancellation);
            await using var store = await etcd.Cluster.OpenAsync(config);
            (await store.CountAsync("/", Cancellation)).ShouldBe(0);
            Should.Throw<RevisionCompactedException>(() => store.Watch("/", known));
            var made = await store.CreateAsync("/a", Value("2"), Cancellation);
            made.Outcome.ShouldBe(StoreOutcome.Done);
            made.Revision.ShouldBeGreaterThan(known);
            (await store.UpdateAsync("/a", Value("3"), made.Revision, Cancellation)).Outcome.ShouldBe(StoreOutcome.Done);
            known = store.CurrentRevision;
        }
    }

    [Fact]
    public async Task TimesToLive_AreOfThoseKeysThatExpire()
    {
        await using var store = await etcd.Cluster.OpenAsync(etcd.NewConfig());
        await store.CreateAsync("/a", Value("1"), Cancellation);
        await store.CreateAsync("/b", Value("1") with { TimeToLive = TimeSpan.FromMinutes(10) }, Cancellation);
        var lives = await store.TimesToLiveAsync(Cancellation);
        lives.Keys.ShouldBe(["/b"]);
        lives["/b"].ShouldBeInRange(TimeSpan.FromMinutes(8), TimeSpan.FromMinutes(10));
    }
}
