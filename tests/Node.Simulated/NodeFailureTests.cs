using Timonier.Contracts.Cluster;

namespace Timonier.Node.Simulated.Tests;

public sealed class NodeFailureTests
{
    private static Task PlayAsync(PlayedNodes played, string failure) =>
        played.Cluster.PatchAsync(CoreResources.Nodes, "sim-0", $"{{'metadata':{{'annotations':{{'simulated.timonier.dev/failure':{failure}}}}}}}", "");

    [Theory]
    [InlineData("not-ready", "Ready", "False")]
    [InlineData("memory-pressure", "MemoryPressure", "True")]
    [InlineData("disk-pressure", "DiskPressure", "True")]
    public async Task Node_WithAPlayedFailure_ReportsIt_AndItsEnd(string failure, string condition, string status)
    {
        await using var played = await PlayedNodes.StartAsync();
        var before = PlayedNodes.Condition(await played.Cluster.ReadAsync(CoreResources.Nodes, "sim-0", ""), condition);

        await PlayAsync(played, $"'{failure}'");
        await played.Cluster.UntilAsync(CoreResources.Nodes, "sim-0", n => PlayedNodes.Condition(n, condition) == status, "");

        await PlayAsync(played, "null");
        await played.Cluster.UntilAsync(CoreResources.Nodes, "sim-0", n => PlayedNodes.Condition(n, condition) == before, "");
    }

    [Theory]
    [InlineData("unreachable", 0)]
    [InlineData("off", 1)]
    public async Task Node_ThatWasAway_TakesUpItsPodsAgain(string failure, int restarts)
    {
        await using var played = await PlayedNodes.StartAsync();
        await played.BindAsync("web");
        await played.RunningAsync("web");
        await PlayAsync(played, $"'{failure}'");
        await played.Cluster.UntilAsync(() => played.Nodes.Find("sim-0")!.Endpoint is null);
        await played.BindAsync("late");

        await PlayAsync(played, "null");

        await played.RunningAsync("late");
        var pod = await played.UntilAsync("web", p => p.Status["containerStatuses"u8][0]["restartCount"u8].AsInt32() == restarts && PlayedNodes.Condition(p, "Ready") == "True");
        PlayedNodes.Phase(pod).ShouldBe("Running");
    }

    [Fact]
    public async Task Node_ThatIsUnreachable_RenewsNoLease()
    {
        await using var played = await PlayedNodes.StartAsync();
        await PlayAsync(played, "'unreachable'");
        await played.Cluster.UntilAsync(() => played.Nodes.Find("sim-0")!.Endpoint is null);
        var lease = await played.Cluster.ReadAsync(CoreResources.Leases, "sim-0", "kube-node-lease");

        await played.Cluster.AdvanceAsync(TimeSpan.FromMinutes(5));
        await played.Cluster.SettleAsync();

        (await played.Cluster.ReadAsync(CoreResources.Leases, "sim-0", "kube-node-lease")).ResourceVersion.ShouldBe(lease.ResourceVersion);
    }
}
