using Timonier.Contracts.Cluster;
using Timonier.Controllers.GarbageCollection;
using Timonier.Documents;
using Timonier.Kinds;
using Timonier.Tests.Live;
using static Timonier.Controllers.Tests.Workloads;

namespace Timonier.Controllers.Tests;

/// <summary>What upstream's conformance tests ask of garbage collection, under their names.</summary>
public sealed class GarbageConformanceTests
{
    private const string Prefix = "[sig-api-machinery] Garbage collector ";

    [Fact(DisplayName = Prefix + "should delete pods created by rc when not orphaning")]
    public async Task Controller_DeletedInTheBackground_TakesItsPodsAlong()
    {
        await using var cluster = await StartAsync();
        await PutControllerAsync(cluster, "web", 2);
        await cluster.DeleteAsync(CoreResources.ReplicationControllers, "web");
        await cluster.UntilAsync(CoreResources.Pods, all => all.Count == 0);
    }

    [Fact(DisplayName = Prefix + "should orphan pods created by rc if delete options say so [Serial]")]
    public async Task Controller_DeletedWithOrphaning_LeavesItsPods()
    {
        await using var cluster = await StartAsync();
        await PutControllerAsync(cluster, "web", 10);
        await cluster.DeleteAsync(CoreResources.ReplicationControllers, "web", policy: "Orphan");
        await cluster.UntilGoneAsync(CoreResources.ReplicationControllers, "web");
        await cluster.SettleAsync();
        var pods = await cluster.ListAsync(CoreResources.Pods);
        (pods.Count, pods.Count(p => p.Metadata["ownerReferences"u8].Count > 0)).ShouldBe((10, 0));
    }

    [Fact(DisplayName = Prefix + "should keep the rc around until all its pods are deleted if the deleteOptions says so [Serial]")]
    public async Task Controller_DeletedInTheForeground_GoesAfterItsPods()
    {
        await using var cluster = await StartAsync();
        await PutControllerAsync(cluster, "web", 10);
        await cluster.DeleteAsync(CoreResources.ReplicationControllers, "web", policy: "Foreground");
        var left = -1;
        await cluster.UntilAsync(CoreResources.ReplicationControllers, all =>
        {
            if (all.Count == 0) return true;
            left = all[0].Metadata["finalizers"u8].Count;
            return false;
        });
        left.ShouldNotBe(0);
        // One that the controller made before it heard of its end is an orphan, and goes as such.
        await cluster.UntilAsync(CoreResources.Pods, all => all.Count == 0);
    }

    [Fact(DisplayName = Prefix + "should delete RS created by deployment when not orphaning")]
    public async Task Deployment_DeletedInTheBackground_TakesItsSetAlong()
    {
        await using var cluster = await StartAsync();
        await PutDeploymentAsync(cluster);
        await cluster.DeleteAsync(CoreResources.Deployments, "web");
        await cluster.UntilAsync(CoreResources.ReplicaSets, all => all.Count == 0);
        await cluster.UntilAsync(CoreResources.Pods, all => all.Count == 0);
    }

    [Fact(DisplayName = Prefix + "should orphan RS created by deployment when deleteOptions.PropagationPolicy is Orphan")]
    public async Task Deployment_DeletedWithOrphaning_LeavesItsSet()
    {
        await using var cluster = await StartAsync();
        await PutDeploymentAsync(cluster);
        await cluster.DeleteAsync(CoreResources.Deployments, "web", policy: "Orphan");
        await cluster.UntilGoneAsync(CoreResources.Deployments, "web");
        await cluster.SettleAsync();
        (await cluster.ListAsync(CoreResources.ReplicaSets)).ShouldHaveSingleItem().Metadata["ownerReferences"u8].Count.ShouldBe(0);
        (await cluster.ListAsync(CoreResources.Pods)).Count.ShouldBe(2);
    }

    [Fact(DisplayName = Prefix + "should not delete dependents that have both valid owner and owner that's waiting for dependents to be deleted [Serial]")]
    public async Task Pods_WithASecondOwner_StayWhenTheFirstGoes()
    {
        await using var cluster = await StartAsync();
        await PutControllerAsync(cluster, "web", 6);
        var stays = await cluster.PutAsync(CoreResources.ReplicationControllers, Controller("stays", 0));
        var shared = (await cluster.ListAsync(CoreResources.Pods)).Take(3).ToList();
        foreach (var pod in shared)
        {
            var body = DraftObject.Of(pod);
            body.Object("metadata").Array("ownerReferences").Add(new DraftObject { ["apiVersion"] = "v1", ["kind"] = "ReplicationController", ["name"] = stays.Name, ["uid"] = stays.Uid });
            (await cluster.Admin.UpdateAsync(CoreResources.Pods, "default", body)).IsSuccess.ShouldBeTrue();
        }
        await cluster.SettleAsync();
        await cluster.DeleteAsync(CoreResources.ReplicationControllers, "web", policy: "Foreground");
        await cluster.UntilGoneAsync(CoreResources.ReplicationControllers, "web");
        await cluster.SettleAsync();
        var left = await cluster.ListAsync(CoreResources.Pods);
        left.Select(p => p.Uid).Order(StringComparer.Ordinal).ShouldBe(shared.Select(p => p.Uid).Order(StringComparer.Ordinal));
        left.All(p => Owner(p) == stays.Uid && !p.Metadata["deletionTimestamp"u8].Exists).ShouldBeTrue();
    }

    [Fact(DisplayName = Prefix + "should not be blocked by dependency circle")]
    public async Task Circle_IsCollected()
    {
        await using var cluster = await StartAsync();
        var pods = new List<Document>();
        for (var i = 0; i < 3; i++) pods.Add(await cluster.PutAsync(CoreResources.Pods, Pod($"pod{i}", "'x':'y'")));
        for (var i = 0; i < 3; i++)
            await cluster.PatchAsync(CoreResources.Pods, pods[i].Name, $"{{'metadata':{{'ownerReferences':[{{'apiVersion':'v1','kind':'Pod','name':'{pods[(i + 2) % 3].Name}','uid':'{pods[(i + 2) % 3].Uid}','controller':true,'blockOwnerDeletion':true}}]}}}}");
        await cluster.DeleteAsync(CoreResources.Pods, "pod0", policy: "Foreground");
        await cluster.UntilAsync(CoreResources.Pods, all => all.Count == 0);
    }

    private static async Task<LiveCluster> StartAsync()
    {
        var cluster = await LiveCluster.StartAsync();
        _ = RunDeployments(cluster);
        _ = RunReplicaSets(cluster);
        _ = RunReplicationControllers(cluster);
        _ = new Loop<GarbageKey>(cluster, "generic-garbage-collector", (client, events) => new GarbageCollector(client, events, new KindRegistry()));
        Kubelet(cluster);
        return cluster;
    }

    private static async Task PutControllerAsync(LiveCluster cluster, string name, int replicas)
    {
        await cluster.PutAsync(CoreResources.ReplicationControllers, Controller(name, replicas));
        await cluster.UntilAsync(CoreResources.ReplicationControllers, name, c => Count(c, "availableReplicas") == replicas);
    }

    private static async Task PutDeploymentAsync(LiveCluster cluster)
    {
        await cluster.PutAsync(CoreResources.Deployments, Deployment(2));
        await cluster.UntilAsync(CoreResources.Deployments, "web", d => Count(d, "availableReplicas") == 2);
    }

    private static string Controller(string name, int replicas) =>
        $"{{'metadata':{{'name':'{name}'}},'spec':{{'replicas':{replicas},'selector':{{'app':'{name}'}},'template':{{'metadata':{{'labels':{{'app':'{name}'}}}},'spec':{{'containers':[{{'name':'c','image':'a:1'}}]}}}}}}}}";
}
