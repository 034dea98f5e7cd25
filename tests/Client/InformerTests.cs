using Microsoft.Extensions.Logging.Abstractions;
using Timonier.Client.Informers;
using Timonier.Contracts.Cluster;
using Timonier.Kernel;

namespace Timonier.Client.Tests;

public sealed class InformerTests 
{
    private static readonly ResourceName Pods = new("", "v1", "pods");
    private readonly FakeCluster cluster = new();
    private readonly VirtualTime time = new();
    private readonly IInformerSource source;

    public InformerTests() => source = new InformerSource(cluster, time, new RandomIdSource(new Random(1)), NullLoggerFactory.Instance);

    [Fact]
    public void SharedInformers_OfTwoComponents_FollowWhatIsSharedOnce_AndTheRestApart() => Turns.Run(async () =>
    {
        var custom = new ResourceName("example.com", "v1", "things");
        await using var one = Own();
        await using var two = Own();
        var (first, second) = (new SharedInformers(source, one, r => r == Pods), new SharedInformers(source, two, r => r == Pods));
        first.For(Pods).ShouldBeSameAs(second.For(Pods));
        first.For(custom).ShouldNotBeSameAs(second.For(custom));
        first.Forget(Pods);
        cluster.Put(Pods, Pod("a"));
        await time.Until(() => second.For(Pods).Snapshot.Count == 1);
        cluster.Calls.Count(c => c == "watchlist pods").ShouldBe(1);

        InformerSource Own() => new(cluster, time, new RandomIdSource(new Random(2)), NullLoggerFactory.Instance);
    });

    [Fact]
    public void Informer_StreamingList_HoldsTheStateAndFollowsChanges() => Turns.Run(async () =>
    {
        cluster.Put(Pods, Pod("a"));
        var informer = source.For(Pods);
        await informer.SyncedAsync(TestContext.Current.CancellationToken);
        informer.Snapshot.Get("default", "a").ShouldNotBeNull();

        cluster.Put(Pods, Pod("b"));
        await time.Until(() => informer.Snapshot.Count == 2);
        await cluster.DeleteAsync(Pods, "default", "a");
        await time.Until(() => informer.Snapshot.Get("default", "a") is null);
        cluster.Calls.ShouldNotContain("list pods");
    });

    [Fact]
    public void Informer_ServerWithoutStreamingLists_ListsThenWatches() => Turns.Run(async () =>
    {
        cluster.StreamsLists = false;
        cluster.Put(Pods, Pod("a"));
        var informer = source.For(Pods);
        await informer.SyncedAsync(TestContext.Current.CancellationToken);
        cluster.Put(Pods, Pod("b"));
        await time.Until(() => informer.Snapshot.Count == 2);
        cluster.Calls.ShouldBe(["watchlist pods", "list pods", "watch pods"]);
    });

    [Fact]
    public void Informer_WatchEnds_ResumesWithoutLosingOrRepeatingEvents() => Turns.Run(async () =>
    {
        cluster.Put(Pods, Pod("a"));
        var informer = source.For(Pods);
        await informer.SyncedAsync(TestContext.Current.CancellationToken);
        var heard = new List<string>();
        using var subscription = informer.Subscribe(c => heard.Add($"{(c.Old is null ? "+" : c.New is null ? "-" : "~")}{c.Any.Name}"));
        await time.Until(() => cluster.Calls.Count >= 1);
        cluster.DropWatches();
        cluster.Put(Pods, Pod("b"));
        await time.Until(() => informer.Snapshot.Count == 2);
        heard.ShouldBe(["+a", "+b"]);
        cluster.Calls.ShouldContain("watch pods");
    });

    [Fact]
    public void Informer_VersionExpired_RelistsAndTellsTheDifferences() => Turns.Run(async () =>
    {
        cluster.Put(Pods, Pod("stays"));
        cluster.Put(Pods, Pod("goes"));
        var informer = source.For(Pods);
        await informer.SyncedAsync(TestContext.Current.CancellationToken);
        var heard = new List<string>();
        using var subscription = informer.Subscribe(c => heard.Add($"{(c.Old is null ? "+" : c.New is null ? "-" : "~")}{c.Any.Name}"));
        heard.Clear();
        cluster.DropWatches();
        await cluster.DeleteAsync(Pods, "default", "goes");
        cluster.Put(Pods, Pod("comes"));
        cluster.Oldest = 103;
        await time.Until(() => informer.Snapshot.Get("default", "comes") is not null || cluster.Calls.Count(c => c == "watchlist pods") > 5);
        heard.ShouldBe(["-goes", "+comes"]);
    });

    [Fact]
    public void Informer_HandlerCalled_SnapshotAlreadyHasTheChange() => Turns.Run(async () =>
    {
        var informer = source.For(Pods);
        await informer.SyncedAsync(TestContext.Current.CancellationToken);
        var seen = false;
        using var subscription = informer.Subscribe(c => seen = ReferenceEquals(informer.Snapshot.Get("default", c.Any.Name), c.New));
        cluster.Put(Pods, Pod("a"));
        await time.Until(() => seen);
    });

    [Fact]
    public void Informer_ServerRefuses_TriesAgainLaterAndRecovers() => Turns.Run(async () =>
    {
        var refusals = 3;
        cluster.Refuse = (_, _, _) => refusals-- > 0 ? new Status(503, "ServiceUnavailable", "not yet") : null;
        cluster.Put(Pods, Pod("a"));
        var started = time.GetUtcNow();
        var informer = source.For(Pods);
        await time.Until(() => informer.Snapshot.Count == 1);
        (time.GetUtcNow() - started).ShouldBeGreaterThan(TimeSpan.FromSeconds(5.6), "0.8 + 1.6 + 3.2 seconds at least");
    });

    [Fact]
    public void For_SameSelectionTwice_SharesOneInformer()
    {
        source.For(Pods).ShouldBeSameAs(source.For(Pods));
        source.For(Pods, new ListQuery { FieldSelector = "spec.nodeName=n1" }).ShouldNotBeSameAs(source.For(Pods));
    }

    private static string Pod(string name) => $$$"""{"apiVersion":"v1","kind":"Pod","metadata":{"name":"{{{name}}}","namespace":"default"}}""";
}
