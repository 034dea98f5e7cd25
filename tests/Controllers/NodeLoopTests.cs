using Timonier.Client;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Controllers.Nodes;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Tests.Live;

namespace Timonier.Controllers.Tests;

public sealed class NodeLoopTests
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(51);

    [Fact]
    public async Task Node_Silent_TurnsUnknownAndIsTainted_AndRecovers()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await PutNodesAsync(cluster, 3);
        await using var loop = Lifecycle(cluster);
        await cluster.SettleAsync();
        await HearAllExceptAsync(cluster, 3, silent: 1);
        var lost = await cluster.UntilAsync(CoreResources.Nodes, "n1", n => Taints(n).Contains("node.kubernetes.io/unreachable:NoExecute"), "");
        Taints(lost).ShouldContain("node.kubernetes.io/unreachable:NoSchedule");
        await ReportAsync(cluster, "n1", "True");
        await cluster.UntilAsync(CoreResources.Nodes, "n1", n => Taints(n).Count == 0, "");
        await cluster.UntilAsync(CoreResources.Events, e => e.Any(x => x.Root["reason"u8].AsString() == "NodeNotReady"));
        (await cluster.EventsAsync()).ShouldContain("NodeNotReady: Node n1 status is now: NodeNotReady");
    }

    [Fact]
    public async Task Pod_OnALostNode_LeavesAfterItsToleration()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await PutNodesAsync(cluster, 3);
        await cluster.PutAsync(CoreResources.Pods, Workloads.Pod("p", spec: ",'nodeName':'n1'"));
        await cluster.PutAsync(CoreResources.Pods, Workloads.Pod("stays", spec: ",'nodeName':'n1','tolerations':[{'operator':'Exists'}]"));
        await using var loop = Lifecycle(cluster, TimeSpan.FromHours(1));
        await cluster.SettleAsync();
        await ReportAsync(cluster, "n1", "False");
        await cluster.UntilAsync(CoreResources.Nodes, "n1", n => Taints(n).Contains("node.kubernetes.io/not-ready:NoExecute"), "");
        await cluster.SettleAsync();
        (await cluster.ReadAsync(CoreResources.Pods, "p")).Metadata["deletionTimestamp"u8].Exists.ShouldBeFalse();
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(301));
        var leaving = await cluster.UntilAsync(CoreResources.Pods, "p", p => p.Metadata["deletionTimestamp"u8].Exists);
        Condition.ListOf(leaving.Status["conditions"u8]).ShouldContain(c => c.Type == "DisruptionTarget" && c.Reason == "DeletionByTaintManager");
        (await cluster.ReadAsync(CoreResources.Pods, "stays")).Metadata["deletionTimestamp"u8].Exists.ShouldBeFalse();
    }

    [Fact]
    public async Task AllNodes_Silent_NobodyIsExpelled()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await PutNodesAsync(cluster, 2);
        await using var loop = Lifecycle(cluster);
        await cluster.SettleAsync();
        await cluster.AdvanceAsync(Grace);
        await cluster.UntilAsync(CoreResources.Nodes, all => all.All(NodeHealthPlan.IsLost));
        await cluster.SettleAsync();
        (await cluster.ListAsync(CoreResources.Nodes)).SelectMany(Taints).Where(t => t.EndsWith("NoExecute", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Nodes_FailingTogether_AreEmptiedOneEachTenSeconds()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await PutNodesAsync(cluster, 5);
        await using var loop = Lifecycle(cluster);
        await cluster.SettleAsync();
        await ReportAsync(cluster, "n1", "False");
        await ReportAsync(cluster, "n2", "False");
        await cluster.UntilAsync(CoreResources.Nodes, all => all.Count(NodeHealthPlan.IsExpelling) == 1);
        await cluster.SettleAsync();
        (await cluster.ListAsync(CoreResources.Nodes)).Count(NodeHealthPlan.IsExpelling).ShouldBe(1);
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(10));
        await cluster.UntilAsync(CoreResources.Nodes, all => all.Count(NodeHealthPlan.IsExpelling) == 2);
    }

    [Fact]
    public async Task TwoControllersAndConflicts_ComeToTheSameTaints()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await PutNodesAsync(cluster, 2);
        var touched = 0;
        cluster.Before = async call =>
        {
            if (Interlocked.Increment(ref touched) <= 3) await cluster.PatchAsync(CoreResources.Nodes, "n1", $"{{'metadata':{{'annotations':{{'touched':'{touched}'}}}}}}", "");
            return null;
        };
        await using var one = Lifecycle(cluster);
        await using var other = Lifecycle(cluster);
        await ReportAsync(cluster, "n1", "False");
        await cluster.UntilAsync(CoreResources.Nodes, "n1", n => Taints(n).Count == 2, "");
        await cluster.SettleAsync();
        Taints(await cluster.ReadAsync(CoreResources.Nodes, "n1", "")).Order(StringComparer.Ordinal)
            .ShouldBe(["node.kubernetes.io/not-ready:NoExecute", "node.kubernetes.io/not-ready:NoSchedule"]);
    }

    [Fact]
    public async Task Restart_OfTheController_MakesNoNodeLost()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await PutNodesAsync(cluster, 2);
        var first = Lifecycle(cluster);
        await cluster.SettleAsync();
        await first.DisposeAsync();
        await cluster.AdvanceAsync(TimeSpan.FromHours(1));
        await using var second = Lifecycle(cluster);
        await cluster.SettleAsync();
        (await cluster.ListAsync(CoreResources.Nodes)).ShouldAllBe(n => !NodeHealthPlan.IsLost(n));
    }

    [Theory]
    [InlineData(10, 0, ZoneState.Normal, 0.1)]
    [InlineData(1, 2, ZoneState.Normal, 0.1)]
    [InlineData(2, 3, ZoneState.PartialDisruption, 0)]
    [InlineData(20, 31, ZoneState.PartialDisruption, 0.01)]
    [InlineData(24, 29, ZoneState.Normal, 0.1)]
    [InlineData(0, 4, ZoneState.FullDisruption, 0.1)]
    public void Zone_BySharesOfReadyNodes_HasAStateAndARate(int ready, int notReady, ZoneState state, double rate)
    {
        var zones = new ZoneHealth();
        for (var i = 0; i < ready + notReady; i++) zones.Note(new(null, Document.Parse(Node($"n{i}", i < ready ? "True" : "False").Replace('\'', '"'))));
        zones.StateOf("/").ShouldBe(state);
        zones.RateOf("/").ShouldBe(rate);
    }

    private static async Task PutNodesAsync(LiveCluster cluster, int count)
    {
        for (var i = 1; i <= count; i++)
        {
            await cluster.PutAsync(CoreResources.Nodes, Node($"n{i}", "True"), "");
            // A new node may come with the taint of one that is not ready yet.
            await cluster.PatchAsync(CoreResources.Nodes, $"n{i}", "{'spec':{'taints':null}}", "");
        }
    }

    /// <summary>Lets the grace period pass, half of it at a time, while all but one node report.</summary>
    private static async Task HearAllExceptAsync(LiveCluster cluster, int count, int silent)
    {
        // A half more than needed: a deadline that is set while the clock moves may lie one step later.
        for (var half = 0; half < 3; half++)
        {
            for (var i = 1; i <= count; i++)
                if (i != silent) await ReportAsync(cluster, $"n{i}", "True");
            await cluster.SettleAsync();
            await cluster.AdvanceAsync(Grace / 2);
        }
    }

    private static Task<Document> ReportAsync(LiveCluster cluster, string node, string ready) =>
        cluster.PatchAsync(CoreResources.Nodes, node, $"{{'status':{Status(ready, cluster.Time.GetUtcNow())}}}", "", "status");

    private static string Node(string name, string ready) =>
        $"{{'apiVersion':'v1','kind':'Node','metadata':{{'name':'{name}'}},'spec':{{}},'status':{Status(ready, new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero))}}}";

    private static string Status(string ready, DateTimeOffset heartbeat) =>
        $"{{'conditions':[{{'type':'Ready','status':'{ready}','lastHeartbeatTime':'{ApiTime.Seconds(heartbeat)}','lastTransitionTime':'2026-03-01T12:00:00Z'}}]}}";

    private static List<string> Taints(Document node)
    {
        var taints = new List<string>();
        foreach (var taint in node.Spec["taints"u8].Items) taints.Add($"{taint["key"u8].AsString()}:{taint["effect"u8].AsString()}");
        return taints;
    }

    private static Loop<ObjectKey> Lifecycle(LiveCluster cluster, TimeSpan? grace = null) => new(cluster, "node-controller", (client, events) =>
        new NodeLifecycleController(client, events, new ControllersConfig { NodeMonitorGracePeriod = grace ?? TimeSpan.FromSeconds(50) }, cluster.Time));
}
