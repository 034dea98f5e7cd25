using Timonier.Node.Simulated;

namespace Timonier.Testing.Tests;

public sealed class NodeTests
{
    [Fact]
    public async Task Deployment_OnSimulatedNodes_BecomesAvailable()
    {
        await using var cluster = await TestCluster.StartAsync(new TestClusterOptions { Nodes = 2 });

        await cluster.ApplyAsync(Texts.Web);
        var web = await cluster.UntilAsync("deployment/web", "Available");

        web.Status["availableReplicas"u8].AsInt32().ShouldBe(3);
        (await cluster.ListAsync("pods")).ShouldAllBe(p => p.Spec["nodeName"].AsString().StartsWith("node-"));
    }

    [Fact]
    public async Task Node_CutOff_IsFoundOut()
    {
        await using var cluster = await TestCluster.StartAsync(new TestClusterOptions { Nodes = 2 });

        await cluster.PlayAsync("node-1", NodeFailure.Unreachable);

        await cluster.UntilAsync("node/node-1", found => found.Spec["taints"u8].Count > 0, what: "is tainted");
    }

    [Fact]
    public async Task Clusters_SideBySide_ShareNothing()
    {
        await Task.WhenAll(Enumerable.Range(0, 10).Select(async round =>
        {
            await using var cluster = await TestCluster.StartAsync();
            await cluster.ApplyAsync(Texts.Web);
            await cluster.ScaleAsync("deployment/web", round % 3 + 1);
            await cluster.UntilAllAsync("pods", all => all.Count == round % 3 + 1);
        }));
    }
}
