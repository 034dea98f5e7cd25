using Timonier.Client;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.Disruption;
using Timonier.Controllers.Framework;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Tests.Live;
using static Timonier.Controllers.Tests.Workloads;

namespace Timonier.Controllers.Tests;

public sealed class DisruptionLoopTests
{
    private const string Prefix = "[sig-apps] DisruptionController ";

    [Fact(DisplayName = Prefix + "should observe PodDisruptionBudget status updated")]
    public async Task Budget_WithPods_SaysHowManyMayGo()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await using var sets = RunReplicaSets(cluster);
        await using var loop = Disruptions(cluster);
        Kubelet(cluster);
        await cluster.PutAsync(CoreResources.PodDisruptionBudgets, Budget("'maxUnavailable':1"));
        await cluster.PutAsync(CoreResources.ReplicaSets, ReplicaSet(3));
        await cluster.UntilAsync(CoreResources.PodDisruptionBudgets, "b", b => (Count(b, "currentHealthy"), Count(b, "desiredHealthy"), Count(b, "expectedPods"), Count(b, "disruptionsAllowed")) == (3, 2, 3, 1));
    }

    [Fact(DisplayName = Prefix + "should block an eviction until the PDB is updated to allow it")]
    public async Task Eviction_WaitsForItsBudget_AndIsCountedUntilThePodIsGone()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await using var sets = RunReplicaSets(cluster);
        await using var loop = Disruptions(cluster);
        var kubelet = Kubelet(cluster);
        await cluster.PutAsync(CoreResources.ReplicaSets, ReplicaSet(3));
        await cluster.PutAsync(CoreResources.PodDisruptionBudgets, Budget("'minAvailable':3"));
        await cluster.UntilAsync(CoreResources.PodDisruptionBudgets, "b", b => Count(b, "currentHealthy") == 3);
        var pod = (await cluster.ListAsync(CoreResources.Pods))[0];

        // 1 refused while all three are needed
        var refused = await EvictAsync(cluster, pod.Name);
        refused.Failure!.Code.ShouldBe(429);
        refused.Failure.Details!.Causes.ShouldHaveSingleItem().Message.ShouldBe("The disruption budget b needs 3 healthy pods and has 3 currently");

        // 2 allowed once the budget is, and refused again until its successor is ready
        kubelet.Runs = _ => false;
        await cluster.PatchAsync(CoreResources.PodDisruptionBudgets, "b", "{'spec':{'minAvailable':2}}");
        await cluster.UntilAsync(CoreResources.PodDisruptionBudgets, "b", b => Count(b, "disruptionsAllowed") == 1);
        (await EvictAsync(cluster, pod.Name)).IsSuccess.ShouldBeTrue();
        await cluster.UntilGoneAsync(CoreResources.Pods, pod.Name);
        await cluster.UntilAsync(CoreResources.PodDisruptionBudgets, "b", b => Count(b, "currentHealthy") == 2 && b.Status["disruptedPods"u8].Count == 0);
        (await EvictAsync(cluster, (await cluster.ListAsync(CoreResources.Pods)).First(PodIsReady).Name)).Failure!.Code.ShouldBe(429);
    }

    [Fact(DisplayName = Prefix + "should create a PodDisruptionBudget")]
    public async Task Budget_IsCreatedUpdatedPatchedAndDeleted()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await using var loop = Disruptions(cluster);
        await cluster.PutAsync(CoreResources.PodDisruptionBudgets, Budget("'minAvailable':1"));
        var seen = await cluster.UntilAsync(CoreResources.PodDisruptionBudgets, "b", b => b.Status["observedGeneration"u8].AsInt64() == 1);
        var body = DraftObject.Of(seen);
        body.Object("spec")["minAvailable"] = "2%";
        (await cluster.Admin.UpdateAsync(CoreResources.PodDisruptionBudgets, "default", body)).Value!.Spec["minAvailable"u8].AsString().ShouldBe("2%");
        (await cluster.PatchAsync(CoreResources.PodDisruptionBudgets, "b", "{'spec':{'minAvailable':'3%'}}")).Spec["minAvailable"u8].AsString().ShouldBe("3%");
        await cluster.UntilAsync(CoreResources.PodDisruptionBudgets, "b", b => b.Status["observedGeneration"u8].AsInt64() == 3);
        await cluster.DeleteAsync(CoreResources.PodDisruptionBudgets, "b");
        await cluster.UntilGoneAsync(CoreResources.PodDisruptionBudgets, "b");
    }

    [Fact(DisplayName = Prefix + "should update/patch PodDisruptionBudget status")]
    public async Task Status_IsReplacedAndPatched()
    {
        // Without the controller, which would put the truth back.
        await using var cluster = await LiveCluster.StartAsync();
        await cluster.PutAsync(CoreResources.PodDisruptionBudgets, Budget("'minAvailable':1"));
        var body = DraftObject.Of(await cluster.ReadAsync(CoreResources.PodDisruptionBudgets, "b"));
        body["status"] = new DraftObject { ["currentHealthy"] = 1, ["desiredHealthy"] = 1, ["expectedPods"] = 1, ["disruptionsAllowed"] = 0, ["disruptedPods"] = new DraftObject { ["p"] = cluster.Time.GetUtcNow() } };
        var updated = await cluster.Admin.UpdateAsync(CoreResources.PodDisruptionBudgets, "default", body, new WriteQuery { Subresource = "status" });
        updated.Value!.Status["disruptedPods"u8]["p"u8].Exists.ShouldBeTrue();
        (await cluster.PatchAsync(CoreResources.PodDisruptionBudgets, "b", "{'status':{'disruptedPods':null}}", subresource: "status")).Status["disruptedPods"u8].Exists.ShouldBeFalse();
    }

    [Fact(DisplayName = Prefix + "Listing PodDisruptionBudgets for all namespaces should list and delete a collection of PodDisruptionBudgets")]
    public async Task Collection_IsListedEverywhere_AndDeletedInItsNamespace()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await cluster.AddNamespaceAsync("shop");
        foreach (var name in (string[])["b", "c"]) await cluster.PutAsync(CoreResources.PodDisruptionBudgets, Special(name));
        await cluster.PutAsync(CoreResources.PodDisruptionBudgets, Special("d"), "shop");
        (await cluster.Admin.ListAsync(CoreResources.PodDisruptionBudgets, "", new ListQuery { LabelSelector = "special=yes" })).Value!.Items.Count.ShouldBe(3);
        await cluster.DeleteCollectionAsync(CoreResources.PodDisruptionBudgets, "special=yes", 2);
        (await cluster.ListAsync(CoreResources.PodDisruptionBudgets)).ShouldHaveSingleItem().Name.ShouldBe("d");

        static string Special(string name) => Budget("'minAvailable':1").Replace("'name':'b'", $"'name':'{name}','labels':{{'special':'yes'}}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deployment_Owner_DecidesHowManyAreExpected_AlsoBetweenTwoReplicaSets()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await using var deployments = RunDeployments(cluster);
        await using var sets = RunReplicaSets(cluster);
        await using var loop = Disruptions(cluster);
        Kubelet(cluster);
        await cluster.PutAsync(CoreResources.PodDisruptionBudgets, Budget("'minAvailable':'50%'"));
        await cluster.PutAsync(CoreResources.Deployments, Deployment(4));
        await cluster.UntilAsync(CoreResources.PodDisruptionBudgets, "b", b => (Count(b, "expectedPods"), Count(b, "desiredHealthy"), Count(b, "disruptionsAllowed")) == (4, 2, 2));
        await cluster.PatchAsync(CoreResources.Deployments, "web", Image("a:2"));
        await cluster.UntilAsync(CoreResources.Pods, all => all.Count == 4 && all.All(p => p.Spec["containers"u8][0]["image"u8].AsString() == "a:2" && PodIsReady(p)));
        await cluster.UntilAsync(CoreResources.PodDisruptionBudgets, "b", b => (Count(b, "expectedPods"), Count(b, "currentHealthy")) == (4, 4));
    }

    [Fact]
    public async Task TwoLeaders_AndAStatusThatChangesUnderThem_AgreeInTheEnd()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await using var sets = RunReplicaSets(cluster);
        Kubelet(cluster);
        var overtaken = cluster.OvertakeUpdates(3);
        await using var one = Disruptions(cluster);
        await using var other = Disruptions(cluster);
        await cluster.PutAsync(CoreResources.PodDisruptionBudgets, Budget("'maxUnavailable':1"));
        await cluster.PutAsync(CoreResources.ReplicaSets, ReplicaSet(3));
        await cluster.UntilAsync(CoreResources.PodDisruptionBudgets, "b", b => (Count(b, "currentHealthy"), Count(b, "desiredHealthy"), Count(b, "disruptionsAllowed")) == (3, 2, 1));
        await cluster.SettleAsync();
        Count(await cluster.ReadAsync(CoreResources.PodDisruptionBudgets, "b"), "disruptionsAllowed").ShouldBe(1);
        overtaken().ShouldBeGreaterThan(3);
    }

    [Fact]
    public async Task Owner_WithoutScale_IsToldInTheStatus()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await using var loop = Disruptions(cluster);
        var owner = await cluster.PutAsync(CoreResources.ConfigMaps, "{'metadata':{'name':'owner'}}");
        await cluster.PutAsync(CoreResources.Pods, Pod("p", more: $",'ownerReferences':[{{'apiVersion':'v1','kind':'ConfigMap','name':'owner','uid':'{owner.Uid}','controller':true}}]"));
        await cluster.PutAsync(CoreResources.PodDisruptionBudgets, Budget("'maxUnavailable':1"));
        await cluster.UntilAsync(CoreResources.PodDisruptionBudgets, "b", b => Condition.ListOf(b.Status["conditions"u8])
            .Any(c => c is { Type: "DisruptionAllowed", Status: "False", Reason: "SyncFailed", Message: "configmaps does not implement the scale subresource" }));
    }

    [Fact]
    public async Task AnnouncedDisruption_ThatNeverComes_IsTakenBack()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await using var loop = new Loop<ObjectKey>(cluster, "disruption-controller", (client, events) => new StaleDisruptionController(client, events, cluster.Time));
        var since = cluster.Time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
        foreach (var (name, reason) in ((string, string)[])[("preempted", "PreemptionByScheduler"), ("kubelet", "TerminationByKubelet")])
            await cluster.PutAsync(CoreResources.Pods, Pod(name)[..^1] + $",'status':{{'conditions':[{{'type':'DisruptionTarget','status':'True','reason':'{reason}','lastTransitionTime':'{since}'}}]}}}}");
        await cluster.SettleAsync();
        Target(await cluster.ReadAsync(CoreResources.Pods, "preempted")).ShouldBe("True");
        await cluster.AdvanceAsync(TimeSpan.FromMinutes(2));
        await cluster.UntilAsync(CoreResources.Pods, "preempted", p => Target(p) == "False");
        Target(await cluster.ReadAsync(CoreResources.Pods, "kubelet")).ShouldBe("True");

        static string Target(Document pod) => Condition.ListOf(pod.Status["conditions"u8]).Find(c => c.Type == "DisruptionTarget")!.Status;
    }

    private static bool PodIsReady(Document pod) => Condition.ListOf(pod.Status["conditions"u8]).Any(c => c is { Type: "Ready", Status: "True" });

    private static string Budget(string spec) => $"{{'metadata':{{'name':'b'}},'spec':{{'selector':{{'matchLabels':{{'app':'web'}}}},{spec}}}}}";

    private static Task<ApiResult<Document>> EvictAsync(LiveCluster cluster, string pod) =>
        cluster.Admin.CreateAsync(CoreResources.Pods, "default", new DraftObject { ["metadata"] = new DraftObject { ["name"] = pod } }, new WriteQuery { Subresource = "eviction" });

    private static Loop<ObjectKey> Disruptions(LiveCluster cluster) =>
        new(cluster, "disruption-controller", (client, events) => new DisruptionController(client, events, cluster.Kinds, cluster.Time));
}
