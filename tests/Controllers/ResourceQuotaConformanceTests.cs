using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Controllers.ResourceQuotas;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Kinds;
using Timonier.Tests.Live;

namespace Timonier.Controllers.Tests;

/// <summary>What upstream's conformance tests ask of ResourceQuotas, under their names.</summary>
public sealed class ResourceQuotaConformanceTests
{
    private const string Prefix = "[sig-api-machinery] ResourceQuota ";
    private const string Template = "'template':{'metadata':{'labels':{'a':'b'}},'spec':{'containers':[{'name':'c','image':'i'}]}}";
    private static readonly ResourceName Quotas = new("", "v1", "resourcequotas");

    [Fact(DisplayName = Prefix + "should create a ResourceQuota and ensure its status is promptly calculated.")]
    public async Task Status_IsCalculated()
    {
        await using var cluster = await StartAsync("'pods':'5','services':'10','requests.cpu':'1'");
        var quota = await cluster.UntilAsync(Quotas, "q", q => q.Status["used"u8].Count == 3);
        Draft.DeepEquals(Draft.From(quota.Status["hard"u8]), Draft.From(quota.Spec["hard"u8])).ShouldBeTrue();
    }

    [Fact(DisplayName = Prefix + "should create a ResourceQuota and capture the life of a configMap.")]
    public Task ConfigMap() => LiveAsync(CoreResources.ConfigMaps, "configmaps", "{'metadata':{'name':'x'}}");

    [Fact(DisplayName = Prefix + "should create a ResourceQuota and capture the life of a secret.")]
    public Task Secret() => LiveAsync(CoreResources.Secrets, "secrets", "{'metadata':{'name':'x'}}");

    [Fact(DisplayName = Prefix + "should create a ResourceQuota and capture the life of a service.")]
    public Task Service() => LiveAsync(CoreResources.Services, "services", "{'metadata':{'name':'x'},'spec':{'ports':[{'port':80}]}}");

    [Fact(DisplayName = Prefix + "should create a ResourceQuota and capture the life of a replica set.")]
    public Task ReplicaSet() => LiveAsync(CoreResources.ReplicaSets, "count/replicasets.apps", $"{{'metadata':{{'name':'x'}},'spec':{{'replicas':0,'selector':{{'matchLabels':{{'a':'b'}}}},{Template}}}}}");

    [Fact(DisplayName = Prefix + "should create a ResourceQuota and capture the life of a replication controller.")]
    public Task ReplicationController() => LiveAsync(CoreResources.ReplicationControllers, "replicationcontrollers", $"{{'metadata':{{'name':'x'}},'spec':{{'replicas':0,'selector':{{'a':'b'}},{Template}}}}}");

    [Fact(DisplayName = Prefix + "should create a ResourceQuota and capture the life of a pod.")]
    public async Task Pod()
    {
        await using var cluster = await StartAsync("'pods':'5','requests.cpu':'1','requests.memory':'1Gi','requests.ephemeral-storage':'50Gi','requests.example.com/dongle':'3'");
        await UntilUsedAsync(cluster, "pods", "0");
        await cluster.PutAsync(CoreResources.Pods, PodOf("p", "500m", "252Mi", "30Gi", 2));
        var used = (await cluster.ReadAsync(Quotas, "q")).Status["used"u8];
        used.ToString().ShouldBe("""{"pods":"1","requests.cpu":"500m","requests.ephemeral-storage":"30Gi","requests.example.com/dongle":"2","requests.memory":"252Mi"}""");
        // What exceeds the rest is refused, and so is a pod that would change what it asks for.
        var refused = await cluster.Admin.CreateAsync(CoreResources.Pods, "default", DraftObject.Of(Objects.Parse(PodOf("large", "600m", "100Mi", "1Gi", 1))));
        refused.Failure!.Code.ShouldBe(403);
        var body = DraftObject.Of(await cluster.ReadAsync(CoreResources.Pods, "p"));
        ((DraftObject)body.Object("spec").Array("containers")[0]).Object("resources").Object("requests")["cpu"] = "100m";
        (await cluster.Admin.UpdateAsync(CoreResources.Pods, "default", body)).Failure!.Code.ShouldBe(422);
        await cluster.DeleteAsync(CoreResources.Pods, "p");
        foreach (var name in (string[])["pods", "requests.cpu", "requests.memory", "requests.ephemeral-storage", "requests.example.com/dongle"]) await UntilUsedAsync(cluster, name, "0");
    }

    [Fact(DisplayName = Prefix + "should verify ResourceQuota with best effort scope.")]
    public Task BestEffort() => ScopedAsync("BestEffort", "NotBestEffort", "", ",'resources':{'requests':{'cpu':'1'}}", "", "");

    [Fact(DisplayName = Prefix + "should verify ResourceQuota with terminating scopes.")]
    public Task Terminating() => ScopedAsync("NotTerminating", "Terminating", "", "", "", ",'activeDeadlineSeconds':3600");

    [Fact(DisplayName = Prefix + "should be able to update and delete ResourceQuota.")]
    public async Task Quota_IsUpdatedAndDeleted()
    {
        await using var cluster = await StartAsync("'cpu':'1','memory':'500Mi'");
        var body = DraftObject.Of(await cluster.ReadAsync(Quotas, "q"));
        body.Object("spec").Object("hard")["cpu"] = "2";
        body.Object("spec").Object("hard")["memory"] = "1Gi";
        // The controller may have written the status meanwhile.
        body.Object("metadata").Remove("resourceVersion");
        (await cluster.Admin.UpdateAsync(Quotas, "default", body)).Value!.Spec["hard"u8].ToString().ShouldBe("""{"cpu":"2","memory":"1Gi"}""");
        await cluster.DeleteAsync(Quotas, "q");
        (await cluster.Admin.GetAsync(Quotas, "default", "q")).Failure!.IsNotFound.ShouldBeTrue();
    }

    [Fact(DisplayName = Prefix + "should manage the lifecycle of a ResourceQuota")]
    public async Task Life_OfAQuota()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await using var loop = Run(cluster);
        await cluster.PutAsync(Quotas, "{'metadata':{'name':'q','labels':{'life':'cycle'}},'spec':{'hard':{'cpu':'500m','memory':'500Mi'}}}");
        (await cluster.Admin.ListAsync(Quotas, "", new ListQuery { LabelSelector = "life=cycle" })).Value!.Items.ShouldHaveSingleItem();
        (await cluster.PatchAsync(Quotas, "q", "{'metadata':{'labels':{'more':'yes'}},'spec':{'hard':{'memory':'750Mi'}}}")).Spec["hard"u8]["memory"u8].AsString().ShouldBe("750Mi");
        await cluster.DeleteCollectionAsync(Quotas, "life=cycle", 1);
    }

    [Fact(DisplayName = Prefix + "should apply changes to a resourcequota status")]
    public async Task Status_Changed_IsBroughtBackToTheSpec_WhichStays()
    {
        await using var cluster = await StartAsync("'cpu':'500m','memory':'500Mi'");
        await cluster.UntilAsync(Quotas, "q", q => q.Status["hard"u8]["cpu"u8].AsString() == "500m");
        await cluster.PatchAsync(Quotas, "q", "{'status':{'hard':{'cpu':'1'}}}", subresource: "status");
        await cluster.UntilAsync(Quotas, "q", q => q.Status["hard"u8]["cpu"u8].AsString() == "500m");
        await cluster.PatchAsync(Quotas, "q", "{'spec':{'hard':{'cpu':'1','memory':'1Gi'}}}");
        await cluster.UntilAsync(Quotas, "q", q => q.Status["hard"u8].ToString() == """{"cpu":"1","memory":"1Gi"}""");
        (await cluster.PatchAsync(Quotas, "q", "{'spec':{'hard':{'cpu':'9'}},'status':{'hard':{'cpu':'9'}}}", subresource: "status")).Spec["hard"u8]["cpu"u8].AsString().ShouldBe("1");
        await cluster.UntilAsync(Quotas, "q", q => q.Status["hard"u8]["cpu"u8].AsString() == "1");
        (await cluster.Admin.GetAsync(Quotas, "default", "q", "status")).Value!.Status["hard"u8]["memory"u8].AsString().ShouldBe("1Gi");
    }

    private static async Task LiveAsync(ResourceName resource, string counted, string json)
    {
        // Not in "default", where the API's own service appears at some time.
        await using var cluster = await LiveCluster.StartAsync();
        await using var loop = Run(cluster);
        await cluster.AddNamespaceAsync("shop");
        await cluster.PutAsync(Quotas, $"{{'metadata':{{'name':'q'}},'spec':{{'hard':{{'{counted}':'10','resourcequotas':'1'}}}}}}", "shop");
        await UntilAsync(counted, "0");
        await UntilAsync("resourcequotas", "1");
        await cluster.PutAsync(resource, json, "shop");
        await UntilAsync(counted, "1");
        await cluster.DeleteAsync(resource, "x", "shop");
        await UntilAsync(counted, "0");

        Task UntilAsync(string name, string amount) => cluster.UntilAsync(Quotas, "q", q => q.Status["used"u8][name].AsString() == amount, "shop");
    }

    /// <summary>A pod of each sort counts in its own quota alone.</summary>
    private static async Task ScopedAsync(string one, string other, string firstContainer, string secondContainer, string firstSpec, string secondSpec)
    {
        await using var cluster = await LiveCluster.StartAsync();
        await using var loop = Run(cluster);
        foreach (var scope in (string[])[one, other])
        {
            await cluster.PutAsync(Quotas, $"{{'metadata':{{'name':'{Name(scope)}'}},'spec':{{'hard':{{'pods':'5'}},'scopes':['{scope}']}}}}");
            await UntilUsedAsync(cluster, "pods", "0", Name(scope));
        }
        foreach (var (counts, not, container, spec) in ((string, string, string, string)[])[(one, other, firstContainer, firstSpec), (other, one, secondContainer, secondSpec)])
        {
            await cluster.PutAsync(CoreResources.Pods, $"{{'metadata':{{'name':'p'}},'spec':{{'containers':[{{'name':'c','image':'i'{container}}}]{spec}}}}}");
            await UntilUsedAsync(cluster, "pods", "1", Name(counts));
            await UntilUsedAsync(cluster, "pods", "0", Name(not));
            await cluster.DeleteAsync(CoreResources.Pods, "p");
            await UntilUsedAsync(cluster, "pods", "0", Name(counts));
        }

        static string Name(string scope) => "q-" + string.Concat(scope.Select(char.ToLowerInvariant));
    }

    private static string PodOf(string name, string cpu, string memory, string storage, int dongles) =>
        $"{{'metadata':{{'name':'{name}'}},'spec':{{'containers':[{{'name':'c','image':'i','resources':{{'requests':{{'cpu':'{cpu}','memory':'{memory}','ephemeral-storage':'{storage}','example.com/dongle':'{dongles}'}},'limits':{{'example.com/dongle':'{dongles}'}}}}}}]}}}}";

    private static async Task<LiveCluster> StartAsync(string hard)
    {
        var cluster = await LiveCluster.StartAsync();
        _ = Run(cluster);
        await cluster.PutAsync(Quotas, $"{{'metadata':{{'name':'q'}},'spec':{{'hard':{{{hard}}}}}}}");
        return cluster;
    }

    private static Task<Document> UntilUsedAsync(LiveCluster cluster, string name, string amount, string quota = "q") =>
        cluster.UntilAsync(Quotas, quota, q => q.Status["used"u8][name].AsString() == amount);

    private static Loop<ObjectKey> Run(LiveCluster cluster) =>
        new(cluster, "resourcequota-controller", (client, events) => new ResourceQuotaController(client, events, new KindRegistry(), cluster.Time));
}
