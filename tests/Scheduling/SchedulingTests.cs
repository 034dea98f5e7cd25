using Microsoft.Extensions.Logging.Abstractions;
using Timonier.Client;
using Timonier.Client.Tests;
using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Scheduling.Nodes;

namespace Timonier.Scheduling.Tests;

public sealed class SchedulingTests
{
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
