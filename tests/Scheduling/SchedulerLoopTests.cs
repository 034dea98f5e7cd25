using Microsoft.Extensions.Logging.Abstractions;
using Timonier.Client;
using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Scheduling.Framework;
using Timonier.Tests.Live;

namespace Timonier.Scheduling.Tests;

public sealed class SchedulerLoopTests
{
    [Fact]
    public async Task Pods_WithRoom_AreAllBoundAndNoNodeOverfull()
    {
        await using var cluster = await LiveCluster.StartAsync();
        for (var i = 0; i < 3; i++) await cluster.PutAsync(CoreResources.Nodes, Node($"n{i}", cpu: "1"), "");
        for (var i = 0; i < 30; i++) await cluster.PutAsync(CoreResources.Pods, Pod($"p{i}", cpu: "100m"));
        Start(cluster);
        var pods = await cluster.UntilAsync(CoreResources.Pods, all => all.All(p => NodeOf(p).Length > 0));
        pods.GroupBy(NodeOf, StringComparer.Ordinal).Select(g => g.Count()).ShouldBe([10, 10, 10]);
    }

    [Fact]
    public async Task Pod_NothingFits_IsMarkedAndToldInUpstreamsWords()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await cluster.PutAsync(CoreResources.Nodes, Node("n1", cpu: "1"), "");
        await cluster.PutAsync(CoreResources.Nodes, Node("n2", spec: "'unschedulable':true"), "");
        Start(cluster);
        await cluster.PutAsync(CoreResources.Pods, Pod("big", cpu: "2"));
        var pod = await cluster.UntilAsync(CoreResources.Pods, "big", p => p.Status["conditions"u8].Count > 0);
        const string why = "0/2 nodes are available: 1 Insufficient cpu, 1 node(s) were unschedulable. "
            + "no new claims to deallocate, preemption: 0/2 nodes are available: 2 Preemption is not helpful for scheduling.";
        pod.Status["conditions"u8][0]["message"u8].AsString().ShouldBe(why);
        await cluster.UntilAsync(CoreResources.Events, e => e.Count > 0);
        (await cluster.EventsAsync()).ShouldContain($"FailedScheduling: {why}");
    }

    [Fact]
    public async Task Pod_OfAClaimThatIsNotThere_WaitsUntilItIsBound()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await cluster.PutAsync(CoreResources.Nodes, Node("n1", cpu: "1"), "");
        Start(cluster);
        await cluster.PutAsync(CoreResources.Pods, Pod("reader", spec: ",'volumes':[{'name':'v','persistentVolumeClaim':{'claimName':'myclaim'}}]"));
        await UntilToldAsync("persistentvolumeclaim \"myclaim\" not found");
        await cluster.PutAsync(CoreResources.PersistentVolumeClaims,
            "{'apiVersion':'v1','kind':'PersistentVolumeClaim','metadata':{'name':'myclaim'},'spec':{'accessModes':['ReadWriteOnce'],'resources':{'requests':{'storage':'1Gi'}}}}");
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(1));
        await UntilToldAsync("pod has unbound immediate PersistentVolumeClaims");
        await cluster.PutAsync(SchedulingResources.PersistentVolumes,
            "{'apiVersion':'v1','kind':'PersistentVolume','metadata':{'name':'v1'},'spec':{'capacity':{'storage':'1Gi'},'accessModes':['ReadWriteOnce'],'hostPath':{'path':'/v'}}}", "");
        await cluster.PatchAsync(CoreResources.PersistentVolumeClaims, "myclaim", "{'spec':{'volumeName':'v1'}}");
        await cluster.PatchAsync(CoreResources.PersistentVolumeClaims, "myclaim", "{'status':{'phase':'Bound'}}", subresource: "status");
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(2));
        await cluster.UntilAsync(CoreResources.Pods, "reader", p => NodeOf(p) == "n1");

        Task UntilToldAsync(string why) => cluster.UntilAsync(CoreResources.Pods, "reader", p => p.Status["conditions"u8][0]["message"u8].AsString()
            == $"0/1 nodes are available: {why}. no new claims to deallocate, preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.");
    }

    [Fact]
    public async Task Pod_Waiting_IsHelpedByRoomOnItsNode()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await cluster.PutAsync(CoreResources.Nodes, Node("n1", cpu: "1"), "");
        await cluster.PutAsync(CoreResources.Pods, Pod("first", cpu: "800m", spec: ",'nodeName':'n1'"));
        var loop = Start(cluster);
        await cluster.PutAsync(CoreResources.Pods, Pod("second", cpu: "800m"));
        await cluster.UntilAsync(CoreResources.Pods, "second", p => p.Status["conditions"u8].Count > 0);
        loop.Decisions.Values.Single().Groups.Single().Refusal.Plugin.ShouldBe("NodeResourcesFit");
        await cluster.DeleteAsync(CoreResources.Pods, "first");
        await cluster.UntilAsync(CoreResources.Pods, "second", p => NodeOf(p) == "n1");
        await cluster.UntilAsync(() => loop.Decisions.Count == 0);
    }

    [Theory]
    [InlineData("'tolerations':[{'key':'gpu','operator':'Exists'}]", "{'spec':{'taints':[{'key':'gpu','effect':'NoSchedule'}],'unschedulable':null}}")]
    [InlineData("'nodeSelector':{'disk':'ssd'}", "{'metadata':{'labels':{'disk':'ssd'}},'spec':{'unschedulable':null}}")]
    public async Task Pod_Waiting_IsHelpedByAChangeOfANode(string spec, string change)
    {
        await using var cluster = await LiveCluster.StartAsync();
        await cluster.PutAsync(CoreResources.Nodes, Node("n1", spec: "'unschedulable':true"), "");
        Start(cluster);
        await cluster.PutAsync(CoreResources.Pods, Pod("web", spec: "," + spec));
        await cluster.UntilAsync(CoreResources.Pods, "web", p => p.Status["conditions"u8].Count > 0);
        await cluster.PatchAsync(CoreResources.Nodes, "n1", change, "");
        await cluster.UntilAsync(CoreResources.Pods, "web", p => NodeOf(p) == "n1");
    }

    [Fact]
    public async Task Binding_Refused_IsTriedAgainAndItsPlaceFreed()
    {
        await using var cluster = await LiveCluster.StartAsync();
        var refusals = 0;
        cluster.Before = call => Task.FromResult(call.Verb == "create/binding" && Interlocked.Increment(ref refusals) <= 1 ? new Status(500, "InternalError", "etcd is away") : null);
        await cluster.PutAsync(CoreResources.Nodes, Node("n1", cpu: "1"), "");
        Start(cluster);
        await cluster.PutAsync(CoreResources.Pods, Pod("web", cpu: "800m"));
        await cluster.UntilAsync(CoreResources.Pods, "web", p => NodeOf(p) == "n1");
        refusals.ShouldBe(2);
    }

    [Fact]
    public async Task TwoSchedulers_AtOnce_BindEachPodOnce()
    {
        await using var cluster = await LiveCluster.StartAsync();
        for (var i = 0; i < 4; i++) await cluster.PutAsync(CoreResources.Nodes, Node($"n{i}"), "");
        Start(cluster);
        Start(cluster);
        for (var i = 0; i < 20; i++) await cluster.PutAsync(CoreResources.Pods, Pod($"p{i}"));
        await cluster.UntilAsync(CoreResources.Pods, all => all.Count == 20 && all.All(p => NodeOf(p).Length > 0));
        await cluster.UntilAsync(() => Bindings() >= 20);
        Bindings().ShouldBe(20);

        int Bindings() => cluster.Written.Count(w => w.Verb == "create/binding");
    }

    [Fact]
    public async Task Restart_WithPodsWaiting_CountsThoseThatWereBoundBefore()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await cluster.PutAsync(CoreResources.Nodes, Node("n1", cpu: "1"), "");
        await cluster.PutAsync(CoreResources.Pods, Pod("first", cpu: "800m"));
        var first = new SchedulerLoop(cluster, cluster.Time, cluster.Ids, NullLoggerFactory.Instance);
        await using (cluster.Start(first.RunAsync)) await cluster.UntilAsync(CoreResources.Pods, "first", p => NodeOf(p) == "n1");
        await cluster.PutAsync(CoreResources.Pods, Pod("second", cpu: "800m"));
        Start(cluster);
        var second = await cluster.UntilAsync(CoreResources.Pods, "second", p => p.Status["conditions"u8].Count > 0);
        second.Status["conditions"u8][0]["reason"u8].AsString().ShouldBe("Unschedulable");
    }

    [Fact]
    public async Task Pod_OfAnotherScheduler_IsLeftAlone()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await cluster.PutAsync(CoreResources.Nodes, Node("n1"), "");
        await cluster.PutAsync(CoreResources.Pods, Pod("foreign", spec: ",'schedulerName':'else'"));
        Start(cluster);
        await cluster.PutAsync(CoreResources.Pods, Pod("ours"));
        await cluster.UntilAsync(CoreResources.Pods, "ours", p => NodeOf(p) == "n1");
        NodeOf(await cluster.ReadAsync(CoreResources.Pods, "foreign")).ShouldBeEmpty();
    }

    private static SchedulerLoop Start(LiveCluster cluster)
    {
        var loop = new SchedulerLoop(cluster, cluster.Time, cluster.Ids, NullLoggerFactory.Instance);
        cluster.Start(loop.RunAsync);
        return loop;
    }

    private static string NodeOf(Document pod) => pod.Spec["nodeName"u8].AsString();

    private static string Node(string name, string cpu = "4", string spec = "") =>
        $"{{'apiVersion':'v1','kind':'Node','metadata':{{'name':'{name}'}},'spec':{{{spec}}},'status':{{'allocatable':{{'cpu':'{cpu}','memory':'8Gi','pods':'110'}}}}}}";

    private static string Pod(string name, string cpu = "100m", string spec = "") =>
        $"{{'apiVersion':'v1','kind':'Pod','metadata':{{'name':'{name}'}},'spec':{{'containers':[{{'name':'c','image':'a:1','resources':{{'requests':{{'cpu':'{cpu}'}}}}}}]{spec}}}}}";
}
