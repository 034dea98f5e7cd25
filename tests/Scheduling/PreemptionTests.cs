using Timonier.Contracts.Cluster;
using Timonier.Kernel;
using Timonier.Tests.Live;

namespace Timonier.Scheduling.Tests;

public sealed class PreemptionTests
{
    [Fact]
    public async Task Preemptor_IsPromisedItsNode_TellsTheVictimWhy_AndIsBoundWhenItHasGone()
    {
        await using var cluster = await StartAsync();
        await cluster.AddPodAsync("low", "800m", ",'priorityClassName':'low'");
        cluster.StartScheduler();
        await cluster.UntilOnAsync("low", "n1");
        await cluster.AddPodAsync("high", "800m", ",'priorityClassName':'high'");
        var promised = await cluster.UntilAsync(CoreResources.Pods, "high", p => p.Status["nominatedNodeName"u8].Exists);
        promised.Status["nominatedNodeName"u8].AsString().ShouldBe("n1");
        LiveScheduling.Condition(promised, "PodScheduled")["message"u8].AsString().ShouldBe("0/1 nodes are available: 1 Insufficient cpu.");
        var victim = await cluster.UntilAsync(CoreResources.Pods, "low", p => p.Metadata["deletionTimestamp"u8].Exists);
        var why = LiveScheduling.Condition(victim, "DisruptionTarget");
        (why["status"u8].AsString(), why["reason"u8].AsString(), why["message"u8].AsString())
            .ShouldBe(("True", "PreemptionByScheduler", "default-scheduler: preempting to accommodate a higher priority pod"));
        await cluster.UntilAsync(CoreResources.Events, all => all.Any(e => e.Root["reason"u8].AsString() == "Preempted"));
        (await cluster.EventsAsync()).ShouldContain($"Preempted: Preempted by pod {promised.Uid} on node n1");
        cluster.Start(new SimulatedKubelet(cluster).RunAsync);
        await cluster.UntilOnAsync("high", "n1");
    }

    [Fact]
    public async Task Never_WaitsItsTurnBehindPodsOfLowerPriority()
    {
        await using var cluster = await StartAsync();
        await cluster.PutAsync(LiveScheduling.PriorityClasses, "{'apiVersion':'scheduling.k8s.io/v1','kind':'PriorityClass','metadata':{'name':'polite'},'value':500,'preemptionPolicy':'Never'}", "");
        await cluster.AddPodAsync("low", "800m", ",'priorityClassName':'low'");
        cluster.StartScheduler();
        await cluster.UntilOnAsync("low", "n1");
        await cluster.AddPodAsync("polite", "800m", ",'priorityClassName':'polite'");
        (await cluster.UntilToldAsync("polite")).ShouldBe("0/1 nodes are available: 1 Insufficient cpu. no new claims to deallocate, preemption: not eligible due to preemptionPolicy=Never.");
        (await cluster.ReadAsync(CoreResources.Pods, "low")).Metadata["deletionTimestamp"u8].Exists.ShouldBeFalse();
    }

    [Fact]
    public async Task PromisedRoom_IsNotGivenToALesserPod()
    {
        await using var cluster = await StartAsync();
        await cluster.AddPodAsync("low", "800m", ",'priorityClassName':'low'");
        cluster.StartScheduler();
        await cluster.UntilOnAsync("low", "n1");
        await cluster.AddPodAsync("high", "800m", ",'priorityClassName':'high'");
        await cluster.UntilAsync(CoreResources.Pods, "high", p => p.Status["nominatedNodeName"u8].Exists);
        await cluster.AddPodAsync("lesser", "300m", ",'priorityClassName':'middle'");
        (await cluster.UntilToldAsync("lesser")).ShouldStartWith("0/1 nodes are available: 1 Insufficient cpu.");
        cluster.Start(new SimulatedKubelet(cluster).RunAsync);
        await cluster.UntilOnAsync("high", "n1");
        LiveScheduling.NodeOf(await cluster.ReadAsync(CoreResources.Pods, "lesser")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Promise_OfALesserPod_IsTakenBack()
    {
        await using var cluster = await StartAsync();
        await cluster.AddPodAsync("low", "800m", ",'priorityClassName':'low'");
        cluster.StartScheduler();
        await cluster.UntilOnAsync("low", "n1");
        await cluster.AddPodAsync("middle", "800m", ",'priorityClassName':'middle'");
        await cluster.UntilAsync(CoreResources.Pods, "middle", p => p.Status["nominatedNodeName"u8].AsString() == "n1");
        await cluster.AddPodAsync("high", "800m", ",'priorityClassName':'high'");
        await cluster.UntilAsync(CoreResources.Pods, "high", p => p.Status["nominatedNodeName"u8].AsString() == "n1");
        await cluster.UntilAsync(CoreResources.Pods, "middle", p => !p.Status["nominatedNodeName"u8].Exists);
    }

    [Fact]
    public async Task Eviction_Refused_IsTriedAgain()
    {
        await using var cluster = await StartAsync();
        var refusals = 0;
        cluster.Before = call => Task.FromResult(call is { Verb: "delete", Name: "low" } && Interlocked.Increment(ref refusals) <= 1 ? new Status(500, "InternalError", "etcd is away") : null);
        await cluster.AddPodAsync("low", "800m", ",'priorityClassName':'low'");
        cluster.StartScheduler();
        await cluster.UntilOnAsync("low", "n1");
        cluster.Start(new SimulatedKubelet(cluster).RunAsync);
        await cluster.AddPodAsync("high", "800m", ",'priorityClassName':'high'");
        await cluster.UntilOnAsync("high", "n1");
        refusals.ShouldBe(2);
    }

    private static async Task<LiveCluster> StartAsync()
    {
        var cluster = await LiveCluster.StartAsync();
        await cluster.AddPrioritiesAsync(("low", 1), ("middle", 100), ("high", 1000));
        await cluster.AddNodeAsync("n1", cpu: "1");
        return cluster;
    }
}
