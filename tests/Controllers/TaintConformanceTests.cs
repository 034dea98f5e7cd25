using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Controllers.Nodes;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Tests.Live;

namespace Timonier.Controllers.Tests;

/// <summary>What upstream's conformance tests ask of taints that drive pods out, under their names.</summary>
public sealed class TaintConformanceTests
{
    private const string Prefix = "[sig-node] NoExecuteTaintManager ";
    private const int Soon = 30, Later = 90;

    [Fact(DisplayName = Prefix + "Single Pod [Serial] removing taint cancels eviction [Disruptive]")]
    public async Task Taint_RemovedBeforeTheTolerationEnds_LeavesThePod()
    {
        await using var cluster = await StartAsync();
        await using var loop = Run(cluster);
        await cluster.PutAsync(CoreResources.Pods, Pod("p", Soon));
        await TaintAsync(cluster);
        await cluster.SettleAsync();
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(Soon - 10));
        await cluster.SettleAsync();
        await cluster.PatchAsync(CoreResources.Nodes, "n1", "{'spec':{'taints':null}}", "");
        await cluster.SettleAsync();
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(Later));
        await cluster.SettleAsync();
        IsLeaving(await cluster.ReadAsync(CoreResources.Pods, "p")).ShouldBeFalse();
    }

    [Fact(DisplayName = Prefix + "Multiple Pods [Serial] evicts pods with minTolerationSeconds [Disruptive]")]
    public async Task Pods_LeaveEachAfterItsOwnToleration()
    {
        await using var cluster = await StartAsync();
        await using var loop = Run(cluster);
        await cluster.PutAsync(CoreResources.Pods, Pod("first", Soon));
        await cluster.PutAsync(CoreResources.Pods, Pod("second", Later));
        await TaintAsync(cluster);
        await cluster.SettleAsync();
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(Soon + 1));
        await cluster.UntilAsync(CoreResources.Pods, "first", IsLeaving);
        await cluster.SettleAsync();
        IsLeaving(await cluster.ReadAsync(CoreResources.Pods, "second")).ShouldBeFalse();
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(Later - Soon));
        await cluster.UntilAsync(CoreResources.Pods, "second", IsLeaving);
    }

    private static async Task<LiveCluster> StartAsync()
    {
        var cluster = await LiveCluster.StartAsync();
        await cluster.PutAsync(CoreResources.Nodes, "{'metadata':{'name':'n1'},'status':{'conditions':[{'type':'Ready','status':'True','lastHeartbeatTime':'2026-03-01T12:00:00Z','lastTransitionTime':'2026-03-01T12:00:00Z'}]}}", "");
        await cluster.PatchAsync(CoreResources.Nodes, "n1", "{'spec':{'taints':null}}", "");
        return cluster;
    }

    // As kubectl does, which does not say when.
    private static Task<Document> TaintAsync(LiveCluster cluster) => cluster.PatchAsync(CoreResources.Nodes, "n1",
        "{'spec':{'taints':[{'key':'kubernetes.io/e2e-evict-taint-key','value':'evictTaintVal','effect':'NoExecute'}]}}", "");

    // Held, so that a pod that leaves can be seen.
    private static string Pod(string name, int seconds) => Workloads.Pod(name, more: ",'finalizers':['example.com/hold']",
        spec: $",'nodeName':'n1','tolerations':[{{'key':'kubernetes.io/e2e-evict-taint-key','operator':'Equal','value':'evictTaintVal','effect':'NoExecute','tolerationSeconds':{seconds}}}]");

    private static bool IsLeaving(Document pod) => !pod.Metadata["deletionTimestamp"u8].IsNullOrMissing;

    private static Loop<ObjectKey> Run(LiveCluster cluster) => new(cluster, "node-controller", (client, events) =>
        new NodeLifecycleController(client, events, new ControllersConfig { NodeMonitorGracePeriod = TimeSpan.FromHours(1) }, cluster.Time));
}
