using Microsoft.Extensions.Logging.Abstractions;
using Timonier.Client;
using Timonier.Client.Tests;
using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Scheduling.Decisions;
using Timonier.Scheduling.Nodes;

namespace Timonier.Scheduling.Tests;

public sealed class SchedulingTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Compute_NothingFits_ExplainsAsUpstreamDoes()
    {
        var table = new NodeTable();
        table.Put(Node("n1", spec: "'taints':[{'key':'node-role.kubernetes.io/control-plane','effect':'NoSchedule'}]"));
        table.Put(Node("n2", cpu: "1"));
        table.Put(Node("n3", cpu: "1"));
        var decision = SchedulingPlan.Compute(PodRequest.Of(Pod("web", cpu: "2")), table, 0, 0, Now);
        decision.Node.ShouldBeEmpty();
        decision.Message.ShouldStartWith("0/3 nodes are available: 1 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }, 2 Insufficient cpu. preemption: 0/3 nodes are available: ");
        decision.Refused["n1"].Plugin.ShouldBe("TaintToleration");
    }

    [Fact]
    public void Compute_NoNodes_SaysSo() =>
        SchedulingPlan.Compute(PodRequest.Of(Pod("web")), new NodeTable(), 0, 0, Now).Message.ShouldBe("no nodes available to schedule pods");

    [Fact]
    public void Compute_OneNodeBusier_TakesTheOther()
    {
        var table = new NodeTable();
        table.Put(Node("busy"));
        table.Put(Node("free"));
        table.Place(PodRequest.Of(Pod("other", cpu: "3")), "busy");
        SchedulingPlan.Compute(PodRequest.Of(Pod("web", cpu: "500m")), table, 0, 0.9, Now).Node.ShouldBe("free");
    }

    [Theory]
    [InlineData("'nodeSelector':{'disk':'ssd'}", "ssd")]
    [InlineData("'affinity':{'nodeAffinity':{'requiredDuringSchedulingIgnoredDuringExecution':{'nodeSelectorTerms':[{'matchExpressions':[{'key':'disk','operator':'NotIn','values':['ssd']}]}]}}}", "hdd")]
    [InlineData("'affinity':{'nodeAffinity':{'preferredDuringSchedulingIgnoredDuringExecution':[{'weight':1,'preference':{'matchExpressions':[{'key':'disk','operator':'In','values':['hdd']}]}}]}}", "hdd")]
    public void Compute_NodeAffinity_IsFollowed(string spec, string wanted)
    {
        var table = new NodeTable();
        table.Put(Node("ssd", labels: "'disk':'ssd'"));
        table.Put(Node("hdd", labels: "'disk':'hdd'"));
        SchedulingPlan.Compute(PodRequest.Of(Pod("web", spec: "," + spec)), table, 0, 0, Now).Node.ShouldBe(wanted);
    }

    [Fact]
    public void PodRequest_InitContainersAndSidecars_CountAsUpstreamCounts()
    {
        var pod = Document.Parse("""
            {"spec":{"containers":[{"resources":{"requests":{"cpu":"1"}}}],
            "initContainers":[{"restartPolicy":"Always","resources":{"requests":{"cpu":"500m"}}},{"resources":{"requests":{"cpu":"2"}}}],"overhead":{"cpu":"100m"}}}
            """);
        PodRequest.Of(pod).MilliCpu.ShouldBe(2600);
    }

    [Fact]
    public void Loop_PodsAndANodeThatComesLate_BindsThem() => Turns.Run(async () =>
    {
        var cluster = new FakeCluster();
        var time = new VirtualTime();
        using var stop = new CancellationTokenSource();
        var loop = new SchedulerLoop(cluster, time, new RandomIdSource(new Random(5)), NullLoggerFactory.Instance);
        cluster.Put(CoreResources.Pods, Pod("web", uid: "").ToString());
        var running = loop.RunAsync(stop.Token);
        await time.Until(() => loop.Decisions.Count == 1);
        await time.Until(() => cluster.All(CoreResources.Pods)[0].Status["conditions"u8][0]["reason"u8].AsString() == "Unschedulable");
        cluster.Put(CoreResources.Nodes, Node("n1").ToString());
        await time.Until(() => cluster.All(CoreResources.Pods)[0].Spec["nodeName"u8].AsString() == "n1");
        await time.Until(() => loop.Decisions.Count == 0);
        await time.Until(() => cluster.All(CoreResources.Events).Count == 2);
        cluster.All(CoreResources.Events).Select(e => e.Root["message"u8].AsString()).ShouldContain("Successfully assigned default/web to n1");
        stop.Cancel();
        await running;
    });

    [Fact]
    public void Loop_GatedPod_WaitsUntilTheGatesAreGone() => Turns.Run(async () =>
    {
        var cluster = new FakeCluster();
        var time = new VirtualTime();
        using var stop = new CancellationTokenSource();
        var loop = new SchedulerLoop(cluster, time, new RandomIdSource(new Random(5)), NullLoggerFactory.Instance);
        cluster.Put(CoreResources.Nodes, Node("n1").ToString());
        cluster.Put(CoreResources.Pods, Pod("web", spec: ",'schedulingGates':[{'name':'wait'}]").ToString());
        var running = loop.RunAsync(stop.Token);
        await time.Until(() => cluster.All(CoreResources.Pods)[0].Status["conditions"u8][0]["reason"u8].AsString() == "SchedulingGated");
        cluster.All(CoreResources.Pods)[0].Spec["nodeName"u8].Exists.ShouldBeFalse();
        cluster.Put(CoreResources.Pods, Pod("web").ToString());
        await time.Until(() => cluster.All(CoreResources.Pods)[0].Spec["nodeName"u8].AsString() == "n1");
        stop.Cancel();
        await running;
    });

    private static Document Node(string name, string cpu = "4", string labels = "", string spec = "") => Document.Parse(
        ($"{{'apiVersion':'v1','kind':'Node','metadata':{{'name':'{name}','labels':{{{labels}}}}},'spec':{{{spec}}},"
        + $"'status':{{'allocatable':{{'cpu':'{cpu}','memory':'8Gi','pods':'110'}}}}}}").Replace('\'', '"'));

    private static Document Pod(string name, string cpu = "100m", string spec = "", string? uid = null) => Document.Parse(
        ($"{{'apiVersion':'v1','kind':'Pod','metadata':{{'name':'{name}','namespace':'default','uid':'{uid ?? name}'}},"
        + $"'spec':{{'containers':[{{'name':'c','resources':{{'requests':{{'cpu':'{cpu}'}}}}}}]{spec}}}}}").Replace('\'', '"'));
}
