using Timonier.Contracts.Cluster;
using Timonier.Tests.Live;
using static Timonier.Controllers.Tests.Workloads;

namespace Timonier.Controllers.Tests;

/// <summary>What upstream's conformance tests ask of ReplicaSets, under their names.</summary>
public sealed class ReplicaSetConformanceTests
{
    private const string Prefix = "[sig-apps] ReplicaSet ";

    [Fact(DisplayName = Prefix + "should serve a basic image on each replica with a public image")]
    public async Task Replicas_AllRunTheTemplate()
    {
        await using var cluster = await StartAsync(3);
        var pods = await cluster.ListAsync(CoreResources.Pods);
        pods.Count.ShouldBe(3);
        pods.Select(Sets.ImageOf).ShouldAllBe(image => image == "a:1");
        pods.Select(Sets.IsReady).ShouldAllBe(ready => ready);
    }

    [Fact(DisplayName = Prefix + "should adopt matching pods on creation and release no longer matching pods")]
    public async Task Pods_AreAdopted_AndReleasedWhenTheyNoLongerMatch()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await using var loop = RunReplicaSets(cluster);
        await cluster.PutAsync(CoreResources.Pods, Pod("orphan"));
        var set = await cluster.PutAsync(CoreResources.ReplicaSets, ReplicaSet(1));
        await cluster.UntilAsync(CoreResources.Pods, "orphan", p => p.Metadata["ownerReferences"u8].Count == 1 && Owner(p) == set.Uid);
        await cluster.PatchAsync(CoreResources.Pods, "orphan", "{'metadata':{'labels':{'app':'else'}}}");
        await cluster.UntilAsync(CoreResources.Pods, "orphan", p => p.Metadata["ownerReferences"u8].Count == 0);
        await cluster.UntilAsync(CoreResources.Pods, all => all.Count == 2);
    }

    [Fact(DisplayName = Prefix + "Replicaset should have a working scale subresource")]
    public async Task Scale_IsReadReplacedAndPatched()
    {
        await using var cluster = await StartAsync(1);
        await cluster.ScaleAsync(CoreResources.ReplicaSets);
    }

    [Fact(DisplayName = Prefix + "Replace and Patch tests")]
    public async Task Set_Scaled_AndPatched_AdoptsWhatIsThere()
    {
        await using var cluster = await StartAsync(1);
        await cluster.PutAsync(CoreResources.Pods, Pod("extra"));
        await cluster.PatchAsync(CoreResources.ReplicaSets, "web", "{'spec':{'replicas':2}}");
        await cluster.UntilAsync(CoreResources.ReplicaSets, "web", s => Count(s, "availableReplicas") == 2);
        await cluster.PatchAsync(CoreResources.ReplicaSets, "web", "{'metadata':{'labels':{'test-rs':'patched'}},'spec':{'replicas':3,'template':{'spec':{'terminationGracePeriodSeconds':0,'containers':[{'name':'c','image':'b:1'}]}}}}");
        var patched = await cluster.UntilAsync(CoreResources.ReplicaSets, "web", s => Count(s, "availableReplicas") == 3);
        (Label(patched, "test-rs"), patched.Spec["template"u8]["spec"u8]["containers"u8][0]["image"u8].AsString()).ShouldBe(("patched", "b:1"));
    }

    [Fact(DisplayName = Prefix + "should validate Replicaset Status endpoints")]
    public async Task Status_Written_IsSeenByReaders()
    {
        await using var cluster = await StartAsync(1);
        await cluster.WriteStatusAsync(CoreResources.ReplicaSets);
    }

    [Fact(DisplayName = Prefix + "should list and delete a collection of ReplicaSets")]
    public async Task Collection_IsListedAndDeletedByItsLabel()
    {
        await using var cluster = await LiveCluster.StartAsync();
        foreach (var name in (string[])["a", "b"]) await cluster.PutAsync(CoreResources.ReplicaSets, Labelled(name));
        await cluster.PutAsync(CoreResources.ReplicaSets, ReplicaSet(0, "other"));
        await cluster.DeleteCollectionAsync(CoreResources.ReplicaSets, "e2e=test", 2);
        (await cluster.ListAsync(CoreResources.ReplicaSets)).ShouldHaveSingleItem().Name.ShouldBe("other");

        static string Labelled(string name) => ReplicaSet(0, name).Replace($"'name':'{name}'}}", $"'name':'{name}','labels':{{'e2e':'test'}}}}", StringComparison.Ordinal);
    }

    private static async Task<LiveCluster> StartAsync(int replicas)
    {
        var cluster = await LiveCluster.StartAsync();
        _ = RunReplicaSets(cluster);
        Kubelet(cluster);
        await cluster.PutAsync(CoreResources.ReplicaSets, ReplicaSet(replicas));
        await cluster.UntilAsync(CoreResources.ReplicaSets, "web", s => Count(s, "availableReplicas") == replicas);
        return cluster;
    }
}
