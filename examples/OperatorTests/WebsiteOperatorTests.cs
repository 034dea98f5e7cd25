using OperatorTests.Operator;
using Timonier.Testing;

namespace OperatorTests;

/// <summary>The operator in a cluster of its own for each test: real API, controllers, scheduler and garbage collection, one simulated node.</summary>
public sealed class WebsiteOperatorTests
{
    private const string Blog = """
        apiVersion: example.com/v1
        kind: Website
        metadata: {name: blog}
        spec: {image: "registry.example/blog:1", pages: 2, keepForDays: 30}
        """;

    [Fact]
    public async Task Website_Created_GoesOnline()
    {
        await using var cluster = await StartAsync();

        await cluster.ApplyAsync(Blog);
        var blog = await cluster.UntilAsync("website/blog", "Online");

        blog.Status["readyPages"u8].AsInt32().ShouldBe(2);
        (await cluster.ListAsync("pods", selector: "website=blog")).Count.ShouldBe(2);
    }

    /// <summary>A month passes at once; the website goes in its time, and the garbage collection takes what it owned.</summary>
    [Fact]
    public async Task Website_AfterItsDays_IsGoneWithAllItOwned()
    {
        // Without nodes, whose signs of life would be most of what happens in a month.
        await using var cluster = await StartAsync(new TestClusterOptions { Nodes = 0, Scheduler = false });
        await cluster.ApplyAsync(Blog);
        await cluster.UntilAllAsync("pods", all => all.Count == 2);

        await cluster.Clock.Advance(TimeSpan.FromDays(29));
        (await cluster.FindAsync("website/blog")).ShouldNotBeNull();
        await cluster.Clock.Advance(TimeSpan.FromDays(2));

        (await cluster.FindAsync("website/blog")).ShouldBeNull();
        (await cluster.ListAsync("deployments")).ShouldBeEmpty();
        (await cluster.ListAsync("pods")).ShouldBeEmpty();
        (await cluster.HistoryAsync("website/blog"))[^1].What.ShouldBe("Deleted");
    }

    [Fact]
    public async Task Operator_RefusedThreeTimes_TriesAgainUntilItIsThere()
    {
        await using var cluster = await StartAsync();
        cluster.Faults.Refuse(call => call.User == WebsiteOperator.Name && call.Verb == "patch", times: 3);

        await cluster.ApplyAsync(Blog);

        await cluster.UntilAsync("website/blog", "Online");
    }

    [Fact]
    public async Task Operator_WhoseWatchBreaks_MissesNothing()
    {
        await using var cluster = await StartAsync();
        await cluster.ApplyAsync(Blog);
        await cluster.UntilAsync("website/blog", "Online");
        cluster.Faults.DropWatch(call => call.User == WebsiteOperator.Name && call.Resource.Plural == "websites");

        await cluster.PatchAsync("website/blog", "spec: {pages: 5}");

        await cluster.UntilAsync("website/blog", found => found.Status["readyPages"u8].AsInt32() == 5);
    }

    [Fact]
    public async Task Operator_Restarted_GoesOnWhereItWas()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.ApplyFileAsync(Path.Combine(AppContext.BaseDirectory, "websites.yaml"));
        await using (Run(cluster)) await cluster.ApplyAsync(Blog);
        await using var second = Run(cluster);

        await cluster.UntilAsync("website/blog", "Online");
    }

    [Fact]
    public async Task Website_WithoutAnImage_IsRefused()
    {
        await using var cluster = await StartAsync();

        var refused = await Should.ThrowAsync<ClusterRefusedException>(() => cluster.CreateAsync("{apiVersion: example.com/v1, kind: Website, metadata: {name: empty}, spec: {}}"));

        refused.Status.Code.ShouldBe(422);
        refused.Message.ShouldContain("spec.image: Required value");
    }

    internal static async Task<TestCluster> StartAsync(TestClusterOptions? options = null)
    {
        var cluster = await TestCluster.StartAsync(options);
        await cluster.ApplyFileAsync(Path.Combine(AppContext.BaseDirectory, "websites.yaml"));
        _ = Run(cluster);
        return cluster;
    }

    private static IAsyncDisposable Run(TestCluster cluster) =>
        cluster.Run(WebsiteOperator.Name, (client, stop) => new WebsiteOperator(client, cluster.Clock.Provider).RunAsync(stop));
}
