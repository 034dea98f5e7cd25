using Timonier.Contracts.Cluster;
using Timonier.Tests.Live;

namespace Timonier.Scheduling.Tests;

/// <summary>What upstream's conformance suite says of the scheduler, under upstream's names.</summary>
public sealed class SchedulingConformanceTests
{
    [Fact(DisplayName = "[sig-scheduling] SchedulerPredicates [Serial] validates resource limits of pods that are allowed to run")]
    public async Task Requests_AboveWhatIsLeft_AreNotPlaced()
    {
        await using var cluster = await LiveCluster.StartAsync();
        for (var i = 0; i < 3; i++) await cluster.AddNodeAsync($"n{i}", cpu: "1");
        cluster.StartScheduler();
        for (var i = 0; i < 3; i++) await cluster.AddPodAsync($"filler-{i}", cpu: "700m");
        await cluster.UntilAsync(CoreResources.Pods, all => all.Count == 3 && all.All(p => LiveScheduling.NodeOf(p).Length > 0));
        await cluster.AddPodAsync("additional", cpu: "500m");
        (await cluster.UntilToldAsync("additional")).ShouldStartWith("0/3 nodes are available: 3 Insufficient cpu.");
        LiveScheduling.NodeOf(await cluster.ReadAsync(CoreResources.Pods, "additional")).ShouldBeEmpty();
    }

    [Fact(DisplayName = "[sig-scheduling] SchedulerPredicates [Serial] validates that NodeSelector is respected if matching")]
    public async Task NodeSelector_ThatANodeMeets_PlacesThePodThere()
    {
        await using var cluster = await LiveCluster.StartAsync();
        for (var i = 0; i < 3; i++) await cluster.AddNodeAsync($"n{i}");
        cluster.StartScheduler();
        await cluster.PatchAsync(CoreResources.Nodes, "n1", "{'metadata':{'labels':{'kubernetes.io/e2e-label':'42'}}}", "");
        await cluster.AddPodAsync("with-labels", spec: ",'nodeSelector':{'kubernetes.io/e2e-label':'42'}");
        await cluster.UntilOnAsync("with-labels", "n1");
    }

    [Fact(DisplayName = "[sig-scheduling] SchedulerPredicates [Serial] validates that NodeSelector is respected if not matching")]
    public async Task NodeSelector_ThatNoNodeMeets_LeavesThePodWaiting()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await cluster.AddNodeAsync("n1");
        cluster.StartScheduler();
        await cluster.AddPodAsync("restricted-pod", spec: ",'nodeSelector':{'label':'nonempty'}");
        (await cluster.UntilToldAsync("restricted-pod")).ShouldStartWith("0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector.");
        LiveScheduling.NodeOf(await cluster.ReadAsync(CoreResources.Pods, "restricted-pod")).ShouldBeEmpty();
    }

    [Fact(DisplayName = "[sig-scheduling] SchedulerPredicates [Serial] validates that there exists conflict between pods with same hostPort and protocol but one using 0.0.0.0 hostIP")]
    public async Task HostPort_OnAllAddresses_CollidesWithThatOnOne()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await cluster.AddNodeAsync("n1");
        cluster.StartScheduler();
        await PutAsync("pod4", "0.0.0.0");
        await cluster.UntilOnAsync("pod4", "n1");
        await PutAsync("pod5", "127.0.0.1");
        (await cluster.UntilToldAsync("pod5")).ShouldStartWith("0/1 nodes are available: 1 node(s) didn't have free ports for the requested pod ports.");

        Task PutAsync(string name, string ip) => cluster.PutAsync(CoreResources.Pods,
            $"{{'apiVersion':'v1','kind':'Pod','metadata':{{'name':'{name}'}},'spec':{{'containers':[{{'name':'c','image':'a:1','ports':[{{'containerPort':8080,'hostPort':54322,'hostIP':'{ip}','protocol':'TCP'}}]}}]}}}}");
    }

    [Fact(DisplayName = "[sig-scheduling] SchedulerPreemption [Serial] validates basic preemption works")]
    public async Task HigherPriority_WithoutRoom_TakesThePlaceOfTheLowest()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await cluster.AddPrioritiesAsync(("low-priority", 1), ("medium-priority", 100), ("high-priority", 1000));
        for (var i = 0; i < 2; i++) await cluster.AddNodeAsync($"n{i}", cpu: "1");
        cluster.StartScheduler();
        cluster.Start(new SimulatedKubelet(cluster).RunAsync);
        await cluster.AddPodAsync("pod0-low", "600m", ",'priorityClassName':'low-priority'");
        await cluster.UntilAsync(CoreResources.Pods, "pod0-low", p => LiveScheduling.NodeOf(p).Length > 0);
        await cluster.AddPodAsync("pod1-medium", "600m", ",'priorityClassName':'medium-priority'");
        await cluster.UntilAsync(CoreResources.Pods, "pod1-medium", p => LiveScheduling.NodeOf(p).Length > 0);
        await cluster.AddPodAsync("preemptor-pod", "600m", ",'priorityClassName':'high-priority'");
        await cluster.UntilAsync(CoreResources.Pods, "preemptor-pod", p => LiveScheduling.NodeOf(p).Length > 0);
        await cluster.UntilGoneAsync(CoreResources.Pods, "pod0-low");
        (await cluster.ReadAsync(CoreResources.Pods, "pod1-medium")).Metadata["deletionTimestamp"u8].Exists.ShouldBeFalse();
    }

    [Fact(DisplayName = "[sig-scheduling] SchedulerPreemption [Serial] validates lower priority pod preemption by critical pod")]
    public async Task CriticalPod_WithoutRoom_TakesThePlaceOfAnother()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await cluster.AddPrioritiesAsync(("low-priority", 1));
        await cluster.AddNodeAsync("n1", cpu: "1");
        cluster.StartScheduler();
        cluster.Start(new SimulatedKubelet(cluster).RunAsync);
        await cluster.AddPodAsync("low", "600m", ",'priorityClassName':'low-priority'");
        await cluster.UntilOnAsync("low", "n1");
        await cluster.AddPodAsync("critical-pod", "600m", ",'priorityClassName':'system-cluster-critical'");
        await cluster.UntilOnAsync("critical-pod", "n1");
        await cluster.UntilGoneAsync(CoreResources.Pods, "low");
    }

    [Fact(DisplayName = "[sig-scheduling] SchedulerPreemption [Serial] validates pod disruption condition is added to the preempted pod")]
    public async Task Victim_HeldByAFinalizer_ShowsWhyItWasDisrupted()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await cluster.AddPrioritiesAsync(("low-priority", 1), ("high-priority", 1000));
        await cluster.AddNodeAsync("n1", cpu: "1");
        cluster.StartScheduler();
        cluster.Start(new SimulatedKubelet(cluster).RunAsync);
        await cluster.AddPodAsync("victim-pod", "1", ",'priorityClassName':'low-priority'", ",'finalizers':['example.com/test-finalizer']");
        await cluster.UntilOnAsync("victim-pod", "n1");
        await cluster.AddPodAsync("preemptor-pod", "1", ",'priorityClassName':'high-priority'");
        var victim = await cluster.UntilAsync(CoreResources.Pods, "victim-pod", p => p.Metadata["deletionTimestamp"u8].Exists);
        LiveScheduling.Condition(victim, "DisruptionTarget")["reason"u8].AsString().ShouldBe("PreemptionByScheduler");
        await cluster.PatchAsync(CoreResources.Pods, "victim-pod", "{'metadata':{'finalizers':null}}");
        await cluster.UntilGoneAsync(CoreResources.Pods, "victim-pod");
        await cluster.UntilOnAsync("preemptor-pod", "n1");
    }
}
