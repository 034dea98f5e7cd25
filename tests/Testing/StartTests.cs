using System.Diagnostics;

namespace Timonier.Testing.Tests;

public sealed class StartTests
{
    [Fact]
    public async Task Cluster_Started_HasWhatEveryClusterHas()
    {
        await using var cluster = await TestCluster.StartAsync(new TestClusterOptions { Nodes = 0 });

        (await cluster.ListAsync("namespaces")).Select(n => n.Name).ShouldBe(["default", "kube-node-lease", "kube-public", "kube-system"]);
        (await cluster.GetAsync("serviceaccount/default")).Namespace.ShouldBe("default");
        (await cluster.GetAsync("configmap/kube-root-ca.crt")).Root["data"u8]["ca.crt"u8].AsString().ShouldStartWith("-----BEGIN CERTIFICATE-----");
        (await cluster.GetAsync("clusterrole/admin")).Root["rules"u8].Count.ShouldBeGreaterThan(5);
    }

    [Fact]
    public async Task Day_OfAnIdleCluster_PassesWithinSeconds()
    {
        await using var cluster = await TestCluster.StartAsync(new TestClusterOptions { Nodes = 0 });
        var before = cluster.Clock.Now;
        var watch = Stopwatch.StartNew();

        await cluster.Clock.Advance(TimeSpan.FromDays(1));

        (cluster.Clock.Now - before).ShouldBe(TimeSpan.FromDays(1));
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Deployment_Applied_GetsItsPods()
    {
        await using var cluster = await TestCluster.StartAsync(new TestClusterOptions { Nodes = 0 });

        await cluster.ApplyAsync(Texts.Web);
        var pods = await cluster.UntilAllAsync("pods", all => all.Count == 3);

        pods.ShouldAllBe(p => p.Name.StartsWith("web-", StringComparison.Ordinal));
        (await cluster.EventsAsync()).ShouldContain(e => e.Reason == "ScalingReplicaSet");
    }
}
