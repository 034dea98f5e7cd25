using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Controllers.ResourceQuotas;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Kinds;
using Timonier.Tests.Live;

namespace Timonier.Controllers.Tests;

public sealed class ResourceQuotaLoopTests
{
    private static readonly ResourceName Quotas = new("", "v1", "resourcequotas");

    [Theory]
    [InlineData("v1", "configmaps", "configmaps", "{'metadata':{'name':'x'}}", "1")]
    [InlineData("v1", "secrets", "secrets", "{'metadata':{'name':'x'}}", "1")]
    [InlineData("v1", "services", "services.loadbalancers", "{'metadata':{'name':'x'},'spec':{'type':'LoadBalancer','ports':[{'port':80}]}}", "1")]
    [InlineData("v1", "services", "services.nodeports", "{'metadata':{'name':'x'},'spec':{'type':'NodePort','ports':[{'name':'a','port':80},{'name':'b','port':81}]}}", "2")]
    [InlineData("v1", "replicationcontrollers", "replicationcontrollers", "{'metadata':{'name':'x'},'spec':{'replicas':0,'selector':{'a':'b'},'template':{'metadata':{'labels':{'a':'b'}},'spec':{'containers':[{'name':'c','image':'i'}]}}}}", "1")]
    [InlineData("apps/v1", "replicasets", "count/replicasets.apps", "{'metadata':{'name':'x'},'spec':{'replicas':0,'selector':{'matchLabels':{'a':'b'}},'template':{'metadata':{'labels':{'a':'b'}},'spec':{'containers':[{'name':'c','image':'i'}]}}}}", "1")]
    [InlineData("v1", "persistentvolumeclaims", "requests.storage", "{'metadata':{'name':'x'},'spec':{'accessModes':['ReadWriteOnce'],'resources':{'requests':{'storage':'1Gi'}}}}", "1Gi")]
    public async Task Object_IsCountedForItsLife(string version, string plural, string counted, string json, string amount)
    {
        await using var cluster = await LiveCluster.StartAsync();
        await using var loop = Quota(cluster);
        var resource = new ResourceName(version.Contains('/', StringComparison.Ordinal) ? version.Split('/')[0] : "", version.Split('/')[^1], plural);
        await cluster.PutAsync(Quotas, $"{{'metadata':{{'name':'q'}},'spec':{{'hard':{{'{counted}':'10Gi'}}}}}}");
        await UntilUsedAsync(cluster, counted, "0");
        await cluster.PutAsync(resource, json);
        (await cluster.ReadAsync(Quotas, "q")).Status["used"u8][counted].AsString().ShouldBe(amount);
        await cluster.DeleteAsync(resource, "x");
        await UntilUsedAsync(cluster, counted, "0");
    }

    [Fact]
    public async Task Pod_IsCountedUntilItHasEnded()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await using var loop = Quota(cluster);
        await cluster.PutAsync(Quotas, "{'metadata':{'name':'q'},'spec':{'hard':{'pods':'5','requests.cpu':'1','count/pods':'5','requests.example.com/dongle':'3'}}}");
        await UntilUsedAsync(cluster, "pods", "0");
        await cluster.PutAsync(CoreResources.Pods, "{'metadata':{'name':'p'},'spec':{'nodeName':'n','containers':[{'name':'c','image':'i','resources':{'requests':{'cpu':'500m'},'limits':{'example.com/dongle':'2'}}}]}}");
        var used = (await cluster.ReadAsync(Quotas, "q")).Status["used"u8];
        used["requests.cpu"u8].AsString().ShouldBe("500m");
        used["requests.example.com/dongle"u8].AsString().ShouldBe("2");
        await cluster.PatchAsync(CoreResources.Pods, "p", "{'status':{'phase':'Succeeded'}}", subresource: "status");
        await UntilUsedAsync(cluster, "pods", "0");
        used = (await cluster.ReadAsync(Quotas, "q")).Status["used"u8];
        used["requests.cpu"u8].AsString().ShouldBe("0");
        used["count/pods"u8].AsString().ShouldBe("1");
    }

    [Theory]
    [InlineData("BestEffort", "NotBestEffort", "", "")]
    [InlineData("NotBestEffort", "BestEffort", ",'resources':{'requests':{'cpu':'1'}}", "")]
    [InlineData("Terminating", "NotTerminating", "", ",'activeDeadlineSeconds':3600")]
    [InlineData("NotTerminating", "Terminating", "", "")]
    public async Task Pod_IsCountedByTheQuotasOfItsScope(string scope, string other, string container, string spec)
    {
        await using var cluster = await LiveCluster.StartAsync();
        await using var loop = Quota(cluster);
        foreach (var (name, which) in (IEnumerable<(string, string)>)[("q", scope), ("other", other)])
        {
            await cluster.PutAsync(Quotas, $"{{'metadata':{{'name':'{name}'}},'spec':{{'hard':{{'pods':'5'}},'scopes':['{which}']}}}}");
            await UntilUsedAsync(cluster, "pods", "0", name);
        }
        await cluster.PutAsync(CoreResources.Pods, $"{{'metadata':{{'name':'p'}},'spec':{{'containers':[{{'name':'c','image':'i'{container}}}]{spec}}}}}");
        (await cluster.ReadAsync(Quotas, "q")).Status["used"u8]["pods"u8].AsString().ShouldBe("1");
        (await cluster.ReadAsync(Quotas, "other")).Status["used"u8]["pods"u8].AsString().ShouldBe("0");
        await cluster.DeleteAsync(CoreResources.Pods, "p");
        await UntilUsedAsync(cluster, "pods", "0");
    }

    [Fact]
    public async Task Quota_CountsWhatWasThereBefore_AndItself_AndFollowsItsBounds()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await cluster.PutAsync(CoreResources.Pods, "{'metadata':{'name':'p'},'spec':{'containers':[{'name':'c','image':'i'}]}}");
        await using var loop = Quota(cluster);
        await cluster.PutAsync(Quotas, "{'metadata':{'name':'q'},'spec':{'hard':{'pods':'5','resourcequotas':'1'}}}");
        await UntilUsedAsync(cluster, "pods", "1");
        await UntilUsedAsync(cluster, "resourcequotas", "1");
        await cluster.PatchAsync(Quotas, "q", "{'spec':{'hard':{'pods':'7','resourcequotas':null}}}");
        var quota = await cluster.UntilAsync(Quotas, "q", q => q.Status["hard"u8]["pods"u8].AsString() == "7");
        quota.Status["used"u8].ToString().ShouldBe("""{"pods":"1"}""");
    }

    [Fact]
    public async Task Status_ThatSomebodyChanged_IsMadeRightAgain()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await using var loop = Quota(cluster);
        await cluster.PutAsync(Quotas, "{'metadata':{'name':'q'},'spec':{'hard':{'pods':'5'}}}");
        await UntilUsedAsync(cluster, "pods", "0");
        await cluster.PatchAsync(Quotas, "q", "{'status':{'hard':{'pods':'9'}}}", subresource: "status");
        await cluster.UntilAsync(Quotas, "q", q => q.Status["hard"u8]["pods"u8].AsString() == "5");
    }

    [Fact]
    public void Use_GoesDownOnlyOnceTheQuotaIsSettled()
    {
        var quota = Document.Parse("""{"metadata":{"name":"q","namespace":"n"},"spec":{"hard":{"pods":"5"}},"status":{"hard":{"pods":"5"},"used":{"pods":"2"}}}""");
        var items = new Dictionary<string, IReadOnlyList<Document>> { ["pods"] = [Document.Parse("""{"metadata":{"name":"p"}}""")] };
        var early = ResourceQuotaPlan.Compute(quota, items, isSettled: false, DateTimeOffset.UnixEpoch);
        early.Actions.ShouldBeEmpty();
        early.LookAgainAfter.ShouldBe(ResourceQuotaController.Settling);
        var later = ResourceQuotaPlan.Compute(quota, items, isSettled: true, DateTimeOffset.UnixEpoch);
        later.Actions.ShouldHaveSingleItem().ShouldBeOfType<UpdateAction>().Body.Object("status").Object("used").String("pods").ShouldBe("1");
    }

    private static Task<Document> UntilUsedAsync(LiveCluster cluster, string name, string amount, string quota = "q") =>
        cluster.UntilAsync(Quotas, quota, q => q.Status["used"u8][name].AsString() == amount);

    private static Loop<ObjectKey> Quota(LiveCluster cluster) =>
        new(cluster, "resourcequota-controller", (client, events) => new ResourceQuotaController(client, events, new KindRegistry(), cluster.Time));
}
