using Timonier.Client;
using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Tests.Live;
using static Timonier.Controllers.Tests.Workloads;

namespace Timonier.Controllers.Tests;

public sealed class ReplicaSetLoopTests
{
    [Fact]
    public async Task Set_Created_GetsItsPodsAndAStatus()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await using var loop = RunReplicaSets(cluster);
        Kubelet(cluster);
        await cluster.PutAsync(CoreResources.ReplicaSets, ReplicaSet(5));
        var set = await cluster.UntilAsync(CoreResources.ReplicaSets, "web", s => Count(s, "availableReplicas") == 5);
        set.Status["replicas"u8].AsInt32().ShouldBe(5);
        set.Status["observedGeneration"u8].AsInt64().ShouldBe(1);
        var pods = await cluster.ListAsync(CoreResources.Pods);
        pods.Count.ShouldBe(5);
        pods.ShouldAllBe(p => p.Name.StartsWith("web-") && Owner(p) == set.Uid);
    }

    [Fact]
    public async Task Set_Resized_FollowsUpAndDown()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await using var loop = RunReplicaSets(cluster);
        Kubelet(cluster);
        await cluster.PutAsync(CoreResources.ReplicaSets, ReplicaSet(2));
        await cluster.UntilAsync(CoreResources.Pods, p => p.Count == 2);
        await cluster.PatchAsync(CoreResources.ReplicaSets, "web", "{'spec':{'replicas':6}}");
        await cluster.UntilAsync(CoreResources.Pods, p => p.Count == 6);
        await cluster.PatchAsync(CoreResources.ReplicaSets, "web", "{'spec':{'replicas':0}}");
        await cluster.UntilAsync(CoreResources.Pods, p => p.Count == 0);
        await cluster.UntilAsync(CoreResources.ReplicaSets, "web", s => Count(s, "replicas") == 0 && s.Status["observedGeneration"u8].AsInt64() == 3);
    }

    [Fact]
    public async Task Pod_DeletedOrFinished_IsReplaced()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await using var loop = RunReplicaSets(cluster);
        await cluster.PutAsync(CoreResources.ReplicaSets, ReplicaSet(2));
        var pods = await cluster.UntilAsync(CoreResources.Pods, p => p.Count == 2);
        await cluster.DeleteAsync(CoreResources.Pods, pods[0].Name);
        await cluster.PatchAsync(CoreResources.Pods, pods[1].Name, "{'status':{'phase':'Failed'}}", subresource: "status");
        await cluster.SettleAsync();
        var now = await cluster.ListAsync(CoreResources.Pods);
        now.Count(p => p.Status["phase"u8].AsString() == "Pending").ShouldBe(2);
        now.Count(p => p.Status["phase"u8].AsString() == "Failed").ShouldBe(1);
    }

    [Fact]
    public async Task TwoLeaders_AtOnce_AgreeInTheEnd()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await using var one = RunReplicaSets(cluster);
        await using var other = RunReplicaSets(cluster);
        Kubelet(cluster);
        await cluster.PutAsync(CoreResources.ReplicaSets, ReplicaSet(6));
        await cluster.UntilAsync(CoreResources.ReplicaSets, "web", s => Count(s, "availableReplicas") >= 6);
        await cluster.SettleAsync();
        await cluster.UntilAsync(CoreResources.Pods, p => p.Count == 6);
        await cluster.SettleAsync();
        (await cluster.ListAsync(CoreResources.Pods)).Count.ShouldBe(6);
    }

    [Fact]
    public async Task Restart_Midway_MakesNoPodTwice()
    {
        await using var cluster = await LiveCluster.StartAsync();
        var crashed = cluster.DieAtPod(4);
        await cluster.PutAsync(CoreResources.ReplicaSets, ReplicaSet(8));
        var first = RunReplicaSets(cluster);
        await crashed;
        await cluster.BuryAsync(first);
        await using var second = RunReplicaSets(cluster);
        await cluster.UntilAsync(CoreResources.ReplicaSets, "web", s => Count(s, "replicas") == 8);
        await cluster.SettleAsync();
        (await cluster.ListAsync(CoreResources.Pods)).Count.ShouldBe(8);
    }

    [Fact]
    public async Task Status_Overtaken_IsWrittenOnTheNextLook()
    {
        await using var cluster = await LiveCluster.StartAsync();
        var touched = 0;
        cluster.Before = async call =>
        {
            if (call.Verb == "update/status" && Interlocked.Increment(ref touched) <= 3)
                await cluster.PatchAsync(CoreResources.ReplicaSets, "web", $"{{'metadata':{{'annotations':{{'touched':'{touched}'}}}}}}");
            return null;
        };
        await using var loop = RunReplicaSets(cluster);
        await cluster.PutAsync(CoreResources.ReplicaSets, ReplicaSet(3));
        await cluster.UntilAsync(CoreResources.ReplicaSets, "web", s => Count(s, "replicas") == 3);
        await cluster.SettleAsync();
        (await cluster.ListAsync(CoreResources.Pods)).Count.ShouldBe(3);
        touched.ShouldBeGreaterThanOrEqualTo(4);
    }

    [Fact]
    public async Task Creation_Refused_IsToldAndTriedAgain()
    {
        await using var cluster = await LiveCluster.StartAsync();
        cluster.RefusePods(2, "pods \"web-\" is forbidden: exceeded quota");
        await using var loop = RunReplicaSets(cluster);
        await cluster.PutAsync(CoreResources.ReplicaSets, ReplicaSet(2));
        await cluster.UntilAsync(CoreResources.Pods, p => p.Count == 2);
        await cluster.UntilAsync(CoreResources.ReplicaSets, "web", s => Count(s, "replicas") == 2 && s.Status["conditions"u8].Count == 0);
        await cluster.UntilAsync(CoreResources.Events, e => e.Count >= 3);
        (await cluster.EventsAsync()).ShouldContain("FailedCreate: Error creating: pods \"web-\" is forbidden: exceeded quota");
    }

    [Fact]
    public async Task Orphan_ThatMatches_IsAdoptedInsteadOfANewPod()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await cluster.PutAsync(CoreResources.Pods, Pod("lonely"));
        await using var loop = RunReplicaSets(cluster);
        var set = await cluster.PutAsync(CoreResources.ReplicaSets, ReplicaSet(1));
        await cluster.UntilAsync(CoreResources.Pods, "lonely", p => Owner(p) == set.Uid);
        await cluster.SettleAsync();
        (await cluster.ListAsync(CoreResources.Pods)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Pod_Relabelled_IsReleasedAndReplaced()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await using var loop = RunReplicaSets(cluster);
        await cluster.PutAsync(CoreResources.ReplicaSets, ReplicaSet(1));
        var pod = (await cluster.UntilAsync(CoreResources.Pods, p => p.Count == 1))[0];
        await cluster.PatchAsync(CoreResources.Pods, pod.Name, "{'metadata':{'labels':{'app':'debug'}}}");
        var pods = await cluster.UntilAsync(CoreResources.Pods, p => p.Count == 2);
        await cluster.UntilAsync(CoreResources.Pods, pod.Name, p => p.Metadata["ownerReferences"u8].Count == 0);
        pods.Count(p => Label(p, "app") == "web").ShouldBe(1);
    }

    [Fact]
    public async Task Set_MadeAgainUnderItsName_DoesNotClaimTheOldOnesPods()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await using var loop = RunReplicaSets(cluster);
        await cluster.PutAsync(CoreResources.ReplicaSets, ReplicaSet(2));
        var old = await cluster.UntilAsync(CoreResources.Pods, p => p.Count == 2);
        await cluster.DeleteAsync(CoreResources.ReplicaSets, "web");
        var again = await cluster.PutAsync(CoreResources.ReplicaSets, ReplicaSet(3));
        var pods = await cluster.UntilAsync(CoreResources.Pods, p => p.Count == 5);
        pods.Count(p => Owner(p) == again.Uid).ShouldBe(3);
        pods.Where(p => old.Any(o => o.Name == p.Name)).ShouldAllBe(p => Owner(p) != again.Uid);
    }

    [Fact]
    public async Task PodChange_InOneNamespace_TouchesNoSetElsewhere()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await cluster.AddNamespaceAsync("other");
        await using var loop = RunReplicaSets(cluster);
        await cluster.PutAsync(CoreResources.ReplicaSets, ReplicaSet(1));
        await cluster.PutAsync(CoreResources.ReplicaSets, ReplicaSet(1), "other");
        await cluster.UntilAsync(CoreResources.ReplicaSets, sets => sets.Count == 2 && sets.All(s => s.Status["replicas"u8].AsInt32() == 1));
        await cluster.SettleAsync();
        var before = loop.Controller.Taken.Count;
        var pod = (await cluster.ListAsync(CoreResources.Pods, "default"))[0];
        await cluster.PatchAsync(CoreResources.Pods, pod.Name, "{'metadata':{'annotations':{'a':'b'}}}");
        await cluster.SettleAsync();
        loop.Controller.Taken.Skip(before).ShouldAllBe(k => k.Namespace == "default");
    }
}
