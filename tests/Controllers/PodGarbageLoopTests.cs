using System.Net;
using Timonier.Client;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.Nodes;
using Timonier.Controllers.PodGarbage;
using Timonier.Tests.Live;
using static Timonier.Controllers.Tests.Workloads;

namespace Timonier.Controllers.Tests;

public sealed class PodGarbageLoopTests
{
    [Fact]
    public async Task Pod_OfANodeThatIsGone_GoesAfterTheQuarantine()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await using var loop = Garbage(cluster);
        await cluster.PutAsync(CoreResources.Nodes, Node("n1"), "");
        await cluster.PutAsync(CoreResources.Pods, Pod("p", spec: ",'nodeName':'n1'"));
        await cluster.DeleteAsync(CoreResources.Nodes, "n1", "");
        await cluster.UntilAsync(() => loop.Controller.Taken.Count > 0);
        await cluster.SettleAsync();
        await cluster.ReadAsync(CoreResources.Pods, "p");
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(41));
        await cluster.UntilGoneAsync(CoreResources.Pods, "p");
    }

    [Fact]
    public async Task Node_ThatComesBackInTime_KeepsItsPods()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await using var loop = Garbage(cluster);
        await cluster.PutAsync(CoreResources.Nodes, Node("n1"), "");
        await cluster.PutAsync(CoreResources.Pods, Pod("p", spec: ",'nodeName':'n1'"));
        await cluster.DeleteAsync(CoreResources.Nodes, "n1", "");
        await cluster.UntilAsync(() => loop.Controller.Taken.Count > 0);
        await cluster.SettleAsync();
        await cluster.PutAsync(CoreResources.Nodes, Node("n1"), "");
        await cluster.SettleAsync();
        var rounds = loop.Controller.Taken.Count;
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(41));
        await cluster.UntilAsync(() => loop.Controller.Taken.Count > rounds);
        await cluster.SettleAsync();
        await cluster.ReadAsync(CoreResources.Pods, "p");
    }

    [Fact]
    public async Task FinishedPods_BeyondTheLimit_GoOldestFirst_WhoeverDoesIt()
    {
        await using var cluster = await LiveCluster.StartAsync();
        foreach (var name in (string[])["a", "b", "c", "d"])
        {
            await cluster.PutAsync(CoreResources.Pods, Pod(name));
            await cluster.PatchAsync(CoreResources.Pods, name, "{'status':{'phase':'Succeeded'}}", subresource: "status");
            await cluster.AdvanceAsync(TimeSpan.FromSeconds(10));
        }
        await using var one = Garbage(cluster);
        await using var other = Garbage(cluster);
        var left = await cluster.UntilAsync(CoreResources.Pods, p => p.Count == 2);
        left.Select(p => p.Name).ShouldBe(["c", "d"]);
    }

    [Fact]
    public async Task Nodes_BeforeAndAfterARestart_HaveRangesOfTheirOwn()
    {
        await using var cluster = await LiveCluster.StartAsync();
        var first = Ipam(cluster);
        for (var i = 0; i < 4; i++) await cluster.PutAsync(CoreResources.Nodes, Node($"n{i}"), "");
        await cluster.UntilAsync(CoreResources.Nodes, n => n.Any(HasRange));
        await first.DisposeAsync();
        await using var second = Ipam(cluster);
        for (var i = 4; i < 8; i++) await cluster.PutAsync(CoreResources.Nodes, Node($"n{i}"), "");
        var nodes = await cluster.UntilAsync(CoreResources.Nodes, n => n.Count == 8 && n.All(HasRange));
        nodes.Select(n => n.Spec["podCIDR"u8].AsString()).Distinct(StringComparer.Ordinal).Count().ShouldBe(8);

        static bool HasRange(Documents.Document node) => node.Spec["podCIDR"u8].Exists;
    }

    private static string Node(string name) => $"{{'apiVersion':'v1','kind':'Node','metadata':{{'name':'{name}'}}}}";

    private static Loop<string> Garbage(LiveCluster cluster) =>
        new(cluster, "pod-garbage-collector", (client, events) => new PodGarbageController(client, events, 2, cluster.Time));

    private static Loop<string> Ipam(LiveCluster cluster) =>
        new(cluster, "node-controller", (client, events) => new NodeIpamController(client, events, IPNetwork.Parse("10.42.0.0/16"), 24));
}
