using Timonier.Contracts.Cluster;
using Timonier.Tests.Live;
using static Timonier.Controllers.Tests.Sets;
using static Timonier.Controllers.Tests.Workloads;

namespace Timonier.Controllers.Tests;

public sealed class DaemonSetLoopTests
{
    [Fact]
    public async Task TwoLeaders_DuringAnUpdate_EndWithOnePodANode()
    {
        await using var cluster = await StartAsync("n1", "n2", "n3");
        await using var one = RunDaemonSets(cluster);
        await using var other = RunDaemonSets(cluster);
        await cluster.PutAsync(CoreResources.DaemonSets, DaemonSet());
        await cluster.UntilEverywhereAsync(3);
        await cluster.PatchAsync(CoreResources.DaemonSets, "agent", Image("a:2"));
        await cluster.UntilEverywhereAsync(3);
        await cluster.SettleAsync();
        var pods = await cluster.UntilAsync(CoreResources.Pods, p => p.Count == 3);
        pods.Select(NodeOf).ShouldBe(["n1", "n2", "n3"], ignoreOrder: true);
        (await cluster.ListAsync(CoreResources.ControllerRevisions)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Crash_BetweenTwoPods_MakesNoneTwice()
    {
        await using var cluster = await StartAsync("n1", "n2", "n3", "n4");
        var crashed = cluster.DieAtPod(3);
        await cluster.PutAsync(CoreResources.DaemonSets, DaemonSet());
        var first = RunDaemonSets(cluster);
        await crashed;
        await cluster.BuryAsync(first);
        await using var second = RunDaemonSets(cluster);
        await cluster.UntilEverywhereAsync(4);
        await cluster.SettleAsync();
        (await cluster.ListAsync(CoreResources.Pods)).Select(NodeOf).ShouldBe(["n1", "n2", "n3", "n4"], ignoreOrder: true);
    }

    [Fact]
    public async Task Writes_Overtaken_AreMadeAgainOnNewerState()
    {
        await using var cluster = await StartAsync("n1", "n2");
        var touched = cluster.OvertakeUpdates(6);
        await using var loop = RunDaemonSets(cluster);
        await cluster.PutAsync(CoreResources.DaemonSets, DaemonSet());
        await cluster.UntilEverywhereAsync(2);
        foreach (var image in (string[])["a:2", "a:1"])
        {
            await cluster.PatchAsync(CoreResources.DaemonSets, "agent", Image(image));
            await cluster.UntilEverywhereAsync(2);
        }
        touched().ShouldBeGreaterThan(6);
    }

    [Fact]
    public async Task Nodes_ComingAndGoing_BringPodsAndTakeThoseThatWaitForThem()
    {
        await using var cluster = await StartAsync("n1");
        await using var loop = RunDaemonSets(cluster);
        await cluster.PutAsync(CoreResources.DaemonSets, DaemonSet());
        await cluster.UntilEverywhereAsync(1);
        await cluster.AddNodesAsync("n2");
        await cluster.UntilEverywhereAsync(2);
        await cluster.DeleteAsync(CoreResources.Nodes, "n2", "");
        (await cluster.UntilAsync(CoreResources.Pods, p => p.Count == 1)).Select(NodeOf).ShouldBe(["n1"]);
        await cluster.UntilEverywhereAsync(1);
    }

    [Fact]
    public async Task Heartbeat_OfANode_TouchesNoSet()
    {
        await using var cluster = await StartAsync("n1");
        await using var loop = RunDaemonSets(cluster);
        await cluster.PutAsync(CoreResources.DaemonSets, DaemonSet());
        await cluster.UntilEverywhereAsync(1);
        await cluster.SettleAsync();
        var rounds = loop.Controller.Taken.Count;
        await cluster.PatchAsync(CoreResources.Nodes, "n1", "{'status':{'conditions':[{'type':'Ready','status':'True','lastHeartbeatTime':'2026-03-01T12:00:00Z'}]}}", "", "status");
        await cluster.SettleAsync();
        loop.Controller.Taken.Count.ShouldBe(rounds);
    }

    [Fact]
    public async Task PodFailingAgainAndAgain_IsReplacedAfterGrowingPauses()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await cluster.AddNodesAsync("n1");
        await using var loop = RunDaemonSets(cluster);
        await cluster.PutAsync(CoreResources.DaemonSets, DaemonSet());
        // The first at once, the next after 1 and 2 seconds, which pass by themselves here, the fourth after 4 seconds.
        var (last, failed) = ("", cluster.Time.GetUtcNow());
        for (var i = 0; i < 4; i++) await FailAsync();
        await cluster.UntilAsync(CoreResources.Pods, p => p.Count == 1 && p[0].Uid != last);
        (cluster.Time.GetUtcNow() - failed).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(4));

        async Task FailAsync()
        {
            var pod = (await cluster.UntilAsync(CoreResources.Pods, p => p.Count == 1 && p[0].Uid != last))[0];
            (last, failed) = (pod.Uid, cluster.Time.GetUtcNow());
            await cluster.PatchAsync(CoreResources.Pods, pod.Name, "{'status':{'phase':'Failed'}}", subresource: "status");
        }
    }

    [Fact]
    public async Task Orphan_ThatMatches_IsAdoptedInsteadOfANewPod()
    {
        await using var cluster = await StartAsync("n1");
        await cluster.PutAsync(CoreResources.Pods, Pod("lonely", "'app':'agent'", ",'nodeName':'n1'"));
        await using var loop = RunDaemonSets(cluster);
        var set = await cluster.PutAsync(CoreResources.DaemonSets, DaemonSet(spec: ",'updateStrategy':{'type':'OnDelete'}"));
        await cluster.UntilAsync(CoreResources.Pods, "lonely", p => Owner(p) == set.Uid);
        await cluster.UntilAsync(CoreResources.DaemonSets, "agent", s => Count(s, "numberAvailable") == 1 && Count(s, "updatedNumberScheduled") == 0);
        (await cluster.ListAsync(CoreResources.Pods)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Surge_TemplateChanged_KeepsEveryNodeServed()
    {
        await using var cluster = await StartAsync("n1", "n2");
        await using var loop = RunDaemonSets(cluster);
        var least = int.MaxValue;
        await cluster.PutAsync(CoreResources.DaemonSets, DaemonSet(spec: Rolling("'maxUnavailable':0,'maxSurge':1")));
        await cluster.UntilEverywhereAsync(2);
        await cluster.PatchAsync(CoreResources.DaemonSets, "agent", Image("a:2"));
        await cluster.UntilAsync(CoreResources.Pods, pods =>
        {
            least = Math.Min(least, pods.Where(IsReady).Select(NodeOf).Distinct(StringComparer.Ordinal).Count());
            return pods.Count == 2 && pods.All(p => ImageOf(p) == "a:2" && IsReady(p));
        });
        least.ShouldBe(2);
        await cluster.UntilEverywhereAsync(2);
    }

    private static async Task<LiveCluster> StartAsync(params string[] nodes)
    {
        var cluster = await LiveCluster.StartAsync();
        Kubelet(cluster);
        await cluster.AddNodesAsync(nodes);
        return cluster;
    }
}
