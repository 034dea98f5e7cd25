using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Tests.Live;
using static Timonier.Controllers.Tests.Workloads;

namespace Timonier.Controllers.Tests;

/// <summary>What upstream's conformance tests ask of Deployments, under their names; some stand among the loop's tests.</summary>
public sealed class DeploymentConformanceTests
{
    private const string Prefix = "[sig-apps] Deployment ";

    [Fact(DisplayName = Prefix + "deployment should support rollover")]
    public async Task Rollout_OvertakenByAnother_EndsWithTheLastTemplateAlone()
    {
        await using var cluster = await LiveCluster.StartAsync();
        _ = RunDeployments(cluster);
        _ = RunReplicaSets(cluster);
        // The second template never becomes ready, so its rollout is still under way when the third comes.
        Kubelet(cluster).Runs = p => Sets.ImageOf(p) != "a:2";
        await cluster.PutAsync(CoreResources.Deployments, Deployment(3, spec: ",'minReadySeconds':0,'strategy':{'type':'RollingUpdate','rollingUpdate':{'maxSurge':1,'maxUnavailable':0}}"));
        await UntilAvailableAsync(cluster, 3);
        await cluster.PatchAsync(CoreResources.Deployments, "web", Image("a:2"));
        await cluster.UntilAsync(CoreResources.Pods, all => all.Any(p => Sets.ImageOf(p) == "a:2"));
        await cluster.PatchAsync(CoreResources.Deployments, "web", Image("a:3"));
        await cluster.UntilAsync(CoreResources.Pods, all => all.Count == 3 && all.All(p => Sets.ImageOf(p) == "a:3" && Sets.IsReady(p)));
        await UntilAvailableAsync(cluster, 3);
        (await cluster.ListAsync(CoreResources.ReplicaSets)).Count(s => s.Spec["replicas"u8].AsInt32() > 0).ShouldBe(1);
    }

    [Fact(DisplayName = Prefix + "deployment should support proportional scaling")]
    public async Task Scaled_InTheMiddleOfARollout_BothSetsGetTheirShare()
    {
        await using var cluster = await LiveCluster.StartAsync();
        _ = RunDeployments(cluster);
        _ = RunReplicaSets(cluster);
        Kubelet(cluster).Runs = p => Sets.ImageOf(p) == "a:1";
        await cluster.PutAsync(CoreResources.Deployments, Deployment(10, spec: ",'strategy':{'type':'RollingUpdate','rollingUpdate':{'maxSurge':3,'maxUnavailable':2}}"));
        await UntilAvailableAsync(cluster, 10);
        await cluster.PatchAsync(CoreResources.Deployments, "web", Image("a:404"));
        await UntilSizesAsync(cluster, old: 8, now: 5);
        await cluster.PatchAsync(CoreResources.Deployments, "web", "{'spec':{'replicas':30}}");
        await UntilSizesAsync(cluster, old: 20, now: 13);
    }

    [Fact(DisplayName = Prefix + "Deployment should have a working scale subresource")]
    public async Task Scale_IsReadReplacedAndPatched()
    {
        await using var cluster = await StartAsync(1);
        await cluster.ScaleAsync(CoreResources.Deployments);
    }

    [Fact(DisplayName = Prefix + "should validate Deployment Status endpoints")]
    public async Task Status_Written_IsSeenByReaders()
    {
        await using var cluster = await StartAsync(1);
        await cluster.WriteStatusAsync(CoreResources.Deployments);
    }

    [Fact(DisplayName = Prefix + "should run the lifecycle of a Deployment")]
    public async Task Life_OfADeployment()
    {
        await using var cluster = await StartAsync(1);
        // 1 patched: a label, another size and image
        await cluster.PatchAsync(CoreResources.Deployments, "web", "{'metadata':{'labels':{'test-deployment':'patched'}},'spec':{'replicas':2,'template':{'spec':{'terminationGracePeriodSeconds':0,'containers':[{'name':'c','image':'a:2'}]}}}}");
        await UntilAvailableAsync(cluster, 2);
        (await cluster.ListAsync(CoreResources.Pods)).Select(Sets.ImageOf).ShouldAllBe(image => image == "a:2");
        // 2 found by its label in all namespaces
        var listed = await cluster.Admin.ListAsync(CoreResources.Deployments, "", new ListQuery { LabelSelector = "test-deployment=patched" });
        listed.Value!.Items.ShouldHaveSingleItem().Name.ShouldBe("web");
        // 3 its status, which the controller brings back to the truth
        await cluster.PatchAsync(CoreResources.Deployments, "web", "{'status':{'readyReplicas':0,'availableReplicas':0}}", subresource: "status");
        await cluster.UntilAsync(CoreResources.Deployments, "web", d => Count(d, "readyReplicas") == 2 && Count(d, "availableReplicas") == 2);
        // 4 deleted
        await cluster.DeleteCollectionAsync(CoreResources.Deployments, "test-deployment=patched", 1);
    }

    private static async Task<LiveCluster> StartAsync(int replicas)
    {
        var cluster = await LiveCluster.StartAsync();
        _ = RunDeployments(cluster);
        _ = RunReplicaSets(cluster);
        Kubelet(cluster);
        await cluster.PutAsync(CoreResources.Deployments, Deployment(replicas));
        await UntilAvailableAsync(cluster, replicas);
        return cluster;
    }

    private static Task<Document> UntilAvailableAsync(LiveCluster cluster, int replicas) => cluster.UntilAsync(CoreResources.Deployments, "web", d =>
        Count(d, "availableReplicas") == replicas && Count(d, "updatedReplicas") == replicas && Count(d, "replicas") == replicas
        && d.Status["observedGeneration"u8].AsInt64() == d.Metadata["generation"u8].AsInt64());

    private static Task<IReadOnlyList<Document>> UntilSizesAsync(LiveCluster cluster, int old, int now) => cluster.UntilAsync(CoreResources.ReplicaSets, all =>
        all.Count == 2 && Size(all, "a:1") == old && Size(all, "a:404") == now);

    private static int Size(IEnumerable<Document> sets, string image) =>
        sets.Single(s => s.Spec["template"u8]["spec"u8]["containers"u8][0]["image"u8].AsString() == image).Spec["replicas"u8].AsInt32();
}
