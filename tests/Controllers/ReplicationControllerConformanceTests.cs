using Timonier.Client;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Tests.Live;
using static Timonier.Controllers.Tests.Workloads;

namespace Timonier.Controllers.Tests;

/// <summary>What upstream's conformance tests ask of ReplicationControllers, under their names; and a crash, since they have an informer and pods of their own.</summary>
public sealed class ReplicationControllerConformanceTests
{
    private const string Prefix = "[sig-apps] ReplicationController ";
    private static readonly ResourceName Quotas = new("", "v1", "resourcequotas");

    [Fact(DisplayName = Prefix + "should adopt matching pods on creation")]
    public async Task Created_AdoptsMatchingPods()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await using var loop = RunReplicationControllers(cluster);
        await cluster.PutAsync(CoreResources.Pods, Pod("orphan"));
        var controller = await cluster.PutAsync(CoreResources.ReplicationControllers, Controller(1));
        await cluster.UntilAsync(CoreResources.Pods, "orphan", p => p.Metadata["ownerReferences"u8].Count == 1);
        var pod = await cluster.ReadAsync(CoreResources.Pods, "orphan");
        Ownership.ControllerOf(pod).ShouldBe(new Ownership("v1", "ReplicationController", "web", controller.Uid));
        await cluster.SettleAsync();
        (await cluster.ListAsync(CoreResources.Pods)).ShouldHaveSingleItem();
    }

    [Fact(DisplayName = Prefix + "should release no longer matching pods")]
    public async Task Pod_ThatNoLongerMatches_IsReleasedAndReplaced()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await using var loop = RunReplicationControllers(cluster);
        await cluster.PutAsync(CoreResources.ReplicationControllers, Controller(1));
        var pod = (await cluster.UntilAsync(CoreResources.Pods, p => p.Count == 1))[0];
        await cluster.PatchAsync(CoreResources.Pods, pod.Name, "{'metadata':{'labels':{'app':'else'}}}");
        await cluster.UntilAsync(CoreResources.Pods, p => p.Count == 2);
        await cluster.UntilAsync(CoreResources.Pods, pod.Name, p => p.Metadata["ownerReferences"u8].Count == 0);
    }

    [Fact(DisplayName = Prefix + "should serve a basic image on each replica with a public image")]
    public async Task Replicas_AllRunTheTemplate_AndItsStatusCountsThem()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await using var loop = RunReplicationControllers(cluster);
        Kubelet(cluster);
        await cluster.PutAsync(CoreResources.ReplicationControllers, Controller(3));
        var controller = await cluster.UntilAsync(CoreResources.ReplicationControllers, "web", c => Count(c, "availableReplicas") == 3);
        controller.Status.ToString().ShouldBe("""{"replicas":3,"fullyLabeledReplicas":3,"readyReplicas":3,"availableReplicas":3,"observedGeneration":1}""");
        (await cluster.ListAsync(CoreResources.Pods)).ShouldAllBe(p => ImageOf(p) == "a:1" && p.Name.StartsWith("web-"));
        (await cluster.EventsAsync()).Count(e => e.StartsWith("SuccessfulCreate: Created pod: web-")).ShouldBe(3);
    }

    [Fact(DisplayName = Prefix + "should surface a failure condition on a common issue like exceeded quota")]
    public async Task QuotaExceeded_IsTold_AndForgottenOnceItFits()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await using var loop = RunReplicationControllers(cluster);
        await cluster.PutAsync(Quotas, "{'metadata':{'name':'two'},'spec':{'hard':{'pods':'2'}},'status':{'hard':{'pods':'2'},'used':{'pods':'0'}}}");
        await cluster.PutAsync(CoreResources.ReplicationControllers, Controller(3));
        await cluster.UntilAsync(CoreResources.ReplicationControllers, "web", c => Failure(c) is { Reason: "FailedCreate", Status: "True" } failure && failure.Message.Contains("exceeded quota: two"));
        await cluster.PatchAsync(CoreResources.ReplicationControllers, "web", "{'spec':{'replicas':2}}");
        await cluster.UntilAsync(CoreResources.ReplicationControllers, "web", c => Failure(c) is null);

        static Condition? Failure(Document controller) => Condition.ListOf(controller.Status["conditions"u8]).Find(c => c.Type == "ReplicaFailure");
    }

    [Fact(DisplayName = Prefix + "should get and update a ReplicationController scale")]
    public async Task Scale_Updated_IsFollowed()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await using var loop = RunReplicationControllers(cluster);
        await cluster.PutAsync(CoreResources.ReplicationControllers, Controller(1));
        await cluster.UntilAsync(CoreResources.Pods, p => p.Count == 1);
        await cluster.SettleAsync();
        var scale = DraftObject.Of((await cluster.Admin.GetAsync(CoreResources.ReplicationControllers, "default", "web", "scale")).Value!);
        scale.Object("spec")["replicas"] = 2;
        var updated = await cluster.Admin.UpdateAsync(CoreResources.ReplicationControllers, "default", scale, new WriteQuery { Subresource = "scale" });
        updated.IsSuccess.ShouldBeTrue(updated.Failure?.Message);
        updated.Value!.Spec["replicas"u8].AsInt32().ShouldBe(2);
        await cluster.UntilAsync(CoreResources.Pods, p => p.Count == 2);
    }

    [Fact(DisplayName = Prefix + "should test the lifecycle of a ReplicationController")]
    public async Task PatchedScaledAndDeleted_ItFollows()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await using var loop = RunReplicationControllers(cluster);
        Kubelet(cluster);
        await cluster.PutAsync(CoreResources.ReplicationControllers, Controller(1));
        await cluster.UntilAsync(CoreResources.ReplicationControllers, "web", c => Count(c, "readyReplicas") == 1);
        await cluster.PatchAsync(CoreResources.ReplicationControllers, "web", "{'metadata':{'labels':{'patched':'yes'}},'spec':{'replicas':2}}");
        await cluster.UntilAsync(CoreResources.ReplicationControllers, "web", c => Count(c, "readyReplicas") == 2 && Label(c, "patched") == "yes");
        await cluster.PatchAsync(CoreResources.ReplicationControllers, "web", "{'spec':{'replicas':0}}");
        await cluster.UntilAsync(CoreResources.Pods, p => p.Count == 0);
        await cluster.DeleteAsync(CoreResources.ReplicationControllers, "web");
        await cluster.UntilGoneAsync(CoreResources.ReplicationControllers, "web");
    }

    [Fact]
    public async Task Restart_MidwayWithTwoSuccessors_EndsWithEachPodOnce()
    {
        await using var cluster = await LiveCluster.StartAsync();
        Kubelet(cluster);
        var crashed = cluster.DieAtPod(4);
        await cluster.PutAsync(CoreResources.ReplicationControllers, Controller(8));
        var first = RunReplicationControllers(cluster);
        await crashed;
        await cluster.BuryAsync(first);
        await using var second = RunReplicationControllers(cluster);
        await using var third = RunReplicationControllers(cluster);
        await cluster.UntilAsync(CoreResources.ReplicationControllers, "web", c => Count(c, "readyReplicas") >= 8);
        await cluster.SettleAsync();
        await cluster.UntilAsync(CoreResources.Pods, p => p.Count == 8);
        await cluster.SettleAsync();
        (await cluster.ListAsync(CoreResources.Pods)).Count.ShouldBe(8);
    }

    private static string ImageOf(Document pod) => pod.Spec["containers"u8][0]["image"u8].AsString();

    private static string Controller(int replicas) =>
        $"{{'metadata':{{'name':'web'}},'spec':{{'replicas':{replicas},'selector':{{'app':'web'}},'template':{{'metadata':{{'labels':{{'app':'web'}}}},'spec':{{'containers':[{{'name':'c','image':'a:1'}}]}}}}}}}}";
}
