using Timonier.Contracts.Store;
using Timonier.Tests.StoreModel;
using static Timonier.Store.Etcd.Tests.EtcdWriteTests;

namespace Timonier.Store.Etcd.Tests;

/// <summary>Three members, one of them ill, and what writers and watchers see of it: nothing but a wait.</summary>
public sealed class EtcdFailureTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Ills => ["killed", "paused", "leader moved"];

    [Theory]
    [MemberData(nameof(Ills))]
    public async Task Writers_WhenMembersFailInTurn_LoseNothingAndWatchersSeeEachWriteOnce(string ill)
    {
        using var cluster = await EtcdCluster.StartAsync(3);
        await using var store = await cluster.OpenAsync();
        await using var other = await cluster.OpenAsync(cluster.Config() with { Endpoints = [.. cluster.Config().Endpoints.Reverse()] });
        var start = store.CurrentRevision;
        using var watch = store.Watch("/k/", start);
        using var afar = other.Watch("/k/", start);

        using var enough = new CancellationTokenSource();
        var writers = Enumerable.Range(0, 4).Select(n => WriteUntilAsync(n % 2 == 0 ? store : other, n, enough.Token)).ToArray();
        foreach (var member in cluster.Members)
            await SufferAsync(cluster, member, ill, store);
        await enough.CancelAsync();
        var acknowledged = (await Task.WhenAll(writers)).SelectMany(revisions => revisions).Order().ToArray();

        (await ReadAsync(watch, acknowledged.Length)).ShouldBe(acknowledged);
        (await ReadAsync(afar, acknowledged.Length)).ShouldBe(acknowledged);
        watch.TryRead(out _).ShouldBeFalse();
        (await store.CountAsync("/k/", Cancellation)).ShouldBe(4);
    }

    [Fact]
    public async Task Write_WithoutAQuorum_FailsInTimeAndGoesOnWhenItIsBack()
    {
        using var cluster = await EtcdCluster.StartAsync(3);
        await using var store = await cluster.OpenAsync(cluster.Config() with { RequestTimeout = TimeSpan.FromSeconds(2), AttemptTimeout = TimeSpan.FromSeconds(1) });
        var made = await store.CreateAsync("/a", Value("1"), Cancellation);
        using var watch = store.Watch("/a", made.Revision);
        cluster.Members[1].Pause();
        cluster.Members[2].Pause();
        await Should.ThrowAsync<StoreUnavailableException>(async () => await store.GetAsync("/a", cancellation: Cancellation));
        cluster.Members[1].Resume();
        cluster.Members[2].Resume();
        var written = await EventuallyAsync(() => store.UpdateAsync("/a", Value("2"), made.Revision, Cancellation));
        (await HistoryPlay.NextAsync(watch)).Revision.ShouldBe(written.Revision);
    }

    [Fact]
    public async Task Write_WhenEtcdIsFull_IsNoSpaceWhileReadsAndDeletesGoOn()
    {
        using var cluster = await EtcdCluster.StartAsync(1, "--quota-backend-bytes", "16777216");
        await using var store = await cluster.OpenAsync();
        var value = new StoreValue(new byte[512 * 1024]);
        var made = new List<StoreWrite>();
        StoreWrite write;
        while ((write = await store.CreateAsync($"/k/{made.Count}", value, Cancellation)).IsDone)
            made.Add(write);
        write.Outcome.ShouldBe(StoreOutcome.NoSpace);
        (await store.CreateAsync("/e", Value("1") with { TimeToLive = TimeSpan.FromSeconds(60) }, Cancellation)).Outcome.ShouldBe(StoreOutcome.NoSpace);
        (await store.ListAsync(new StoreRange("/k/"), Cancellation)).Entries.Count.ShouldBe(made.Count);

        for (var n = 0; n < made.Count; n++)
            (await store.DeleteAsync($"/k/{n}", made[n].Revision, Cancellation)).Outcome.ShouldBe(StoreOutcome.Done);
        await store.CompactAsync(store.CurrentRevision, Cancellation);
        await cluster.ControlAsync("defrag");
        await cluster.ControlAsync("alarm", "disarm");
        (await EventuallyAsync(() => store.CreateAsync("/k/again", Value("1"), Cancellation))).Outcome.ShouldBe(StoreOutcome.Done);
    }

    private static async Task SufferAsync(EtcdCluster cluster, EtcdMember member, string ill, EtcdStore store)
    {
        if (ill == "killed")
            await member.KillAsync();
        else if (ill == "paused")
            member.Pause();
        else
            await MoveLeaderAsync(cluster);
        await PassAsync(store, 20);
        if (ill == "killed")
            member.Start();
        else if (ill == "paused")
            member.Resume();
        await PassAsync(store, 20);
    }

    private static async Task MoveLeaderAsync(EtcdCluster cluster)
    {
        var members = (await cluster.ControlAsync("endpoint", "status")).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(", ")).Select(fields => (Endpoint: fields[0], Id: fields[1], Leads: fields[4] == "true")).ToArray();
        var leader = members.Single(member => member.Leads);
        await cluster.ControlAsync("--endpoints=" + leader.Endpoint, "move-leader", members.First(member => !member.Leads).Id);
    }

    /// <summary>Waits until so many revisions have gone by: the writers are at work again.</summary>
    private static async Task PassAsync(EtcdStore store, int revisions) =>
        await store.WaitForAsync(store.CurrentRevision + revisions, Cancellation).AsTask().WaitAsync(TimeSpan.FromSeconds(90), Cancellation);

    private static async Task<List<long>> WriteUntilAsync(EtcdStore store, int writer, CancellationToken enough)
    {
        var standing = await store.CreateAsync($"/k/{writer}", Value("0"), Cancellation);
        var revisions = new List<long> { standing.Revision };
        for (var n = 1; !enough.IsCancellationRequested; n++)
        {
            standing = await store.UpdateAsync($"/k/{writer}", Value(n.ToString()), standing.Revision, Cancellation);
            standing.Outcome.ShouldBe(StoreOutcome.Done, "nobody else writes this key");
            revisions.Add(standing.Revision);
        }

        return revisions;
    }

    private static async Task<long[]> ReadAsync(IStoreWatch watch, int count)
    {
        var revisions = new long[count];
        for (var n = 0; n < count; n++)
            revisions[n] = (await HistoryPlay.NextAsync(watch)).Revision;
        return revisions;
    }

    private static async Task<StoreWrite> EventuallyAsync(Func<ValueTask<StoreWrite>> write)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                if (await write() is { Outcome: not StoreOutcome.NoSpace } done)
                    return done;
            }
            catch (StoreUnavailableException) when (TimeProvider.System.GetElapsedTime(begun) < TimeSpan.FromSeconds(60))
            {
                // Not back yet.
            }
        }
    }
}
