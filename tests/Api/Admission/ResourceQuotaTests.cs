using Timonier.Documents;
using static Timonier.Api.Tests.Admission.Namespaced;

namespace Timonier.Api.Tests.Admission;

public sealed class ResourceQuotaTests
{
    private const string Claim = "{'metadata':{'name':'p'},'spec':{'storageClassName':'fast','accessModes':['ReadWriteOnce'],'resources':{'requests':{'storage':'1Gi'}}}}";

    // What the controller would write into the status once it has counted.
    private static async Task<ApiServer> WithQuotaAsync(string hard, string used, string spec = "", string name = "q")
    {
        var server = await StartAsync();
        await AddQuotaAsync(server, hard, used, spec, name);
        return server;
    }

    private static async Task AddQuotaAsync(ApiServer server, string hard, string used, string spec = "", string name = "q")
    {
        await server.AddAsync(Core + "resourcequotas", $"{{'metadata':{{'name':'{name}'}},'spec':{{'hard':{{{hard}}}{spec}}}}}");
        (await server.MergeAsync(Core + $"resourcequotas/{name}/status", $"{{'status':{{'hard':{{{hard}}},'used':{{{used}}}}}}}")).Code.ShouldBe(200);
    }

    private static async Task<Node> UsedAsync(ApiServer server, string name = "q") =>
        (await server.SendAsync(HttpMethod.Get, Core + "resourcequotas/" + name)).Body.Status["used"u8];

    [Theory]
    [InlineData("'pods':'2'", "'pods':'2'", "pods", "", "exceeded quota: q, requested: pods=1, used: pods=2, limited: pods=2")]
    [InlineData("'requests.cpu':'1','limits.cpu':'2'", "'requests.cpu':'900m','limits.cpu':'0'", "pods", "'requests':{'cpu':'200m'},'limits':{'cpu':'300m'}", "exceeded quota: q, requested: requests.cpu=200m, used: requests.cpu=900m, limited: requests.cpu=1")]
    [InlineData("'cpu':'1','memory':'1Gi'", "'cpu':'0','memory':'0'", "pods", "", "failed quota: q: must specify cpu for: c; memory for: c")]
    [InlineData("'limits.memory':'1Gi'", "'limits.memory':'0'", "pods", "'requests':{'memory':'1Mi'}", "failed quota: q: must specify limits.memory for: c")]
    [InlineData("'requests.example.com/gpu':'1'", "'requests.example.com/gpu':'1'", "pods", "'limits':{'example.com/gpu':'1'}", "exceeded quota: q, requested: requests.example.com/gpu=1, used: requests.example.com/gpu=1, limited: requests.example.com/gpu=1")]
    [InlineData("'pods':'2'", "", "pods", "", "status unknown for quota: q, resources: pods")]
    public async Task Pod_BeyondTheQuota_IsRefused(string hard, string used, string plural, string resources, string why)
    {
        await using var server = await WithQuotaAsync(hard, used);
        await server.ShouldRefuseAsync(Core + plural, Pod($",'resources':{{{resources}}}"), $"{plural} \"p\" is forbidden: {why}");
    }

    [Theory]
    [InlineData("api/v1", "configmaps", "configmaps", "'configmaps':'1'", "{'metadata':{'name':'p'}}", "configmaps=1")]
    [InlineData("api/v1", "secrets", "secrets", "'count/secrets':'1'", "{'metadata':{'name':'p'}}", "count/secrets=1")]
    [InlineData("apis/apps/v1", "deployments", "deployments.apps", "'count/deployments.apps':'1'", "{'metadata':{'name':'p'},'spec':{'selector':{'matchLabels':{'a':'b'}},'template':{'metadata':{'labels':{'a':'b'}},'spec':{'containers':[{'name':'c','image':'i'}]}}}}", "count/deployments.apps=1")]
    [InlineData("api/v1", "services", "services", "'services.nodeports':'1'", "{'metadata':{'name':'p'},'spec':{'type':'NodePort','ports':[{'port':80}]}}", "services.nodeports=1")]
    [InlineData("api/v1", "services", "services", "'services.loadbalancers':'1'", "{'metadata':{'name':'p'},'spec':{'type':'LoadBalancer','ports':[{'port':80}]}}", "services.loadbalancers=1")]
    [InlineData("api/v1", "persistentvolumeclaims", "persistentvolumeclaims", "'fast.storageclass.storage.k8s.io/persistentvolumeclaims':'1'", Claim, "fast.storageclass.storage.k8s.io/persistentvolumeclaims=1")]
    public async Task Object_OfWhichThereAreEnough_IsRefused(string version, string plural, string qualified, string hard, string json, string amount)
    {
        await using var server = await WithQuotaAsync(hard, hard);
        var name = amount.Split('=')[0];
        await server.ShouldRefuseAsync($"/{version}/namespaces/default/{plural}", json, $"{qualified} \"p\" is forbidden: exceeded quota: q, requested: {amount}, used: {name}=1, limited: {name}=1");
    }

    [Fact]
    public async Task Amounts_Stored_AreInTheStatusAtOnce_AndRefusedOnesAreNot()
    {
        await using var server = await WithQuotaAsync("'pods':'3','requests.cpu':'2'", "'pods':'0','requests.cpu':'0'");
        await server.AddAsync(Core + "pods", Pod(",'resources':{'requests':{'cpu':'500m'}}"));
        (await server.PostAsync(Core + "pods", Pod(",'resources':{'requests':{'cpu':'500m'}}"))).Code.ShouldBe(409);
        (await server.PostAsync(Core + "pods?dryRun=All", Pod(",'resources':{'requests':{'cpu':'500m'}}", name: "dry"))).Code.ShouldBe(201);
        var used = await UsedAsync(server);
        used["pods"u8].AsString().ShouldBe("1");
        used["requests.cpu"u8].AsString().ShouldBe("500m");
    }

    [Fact]
    public async Task Quotas_OfWhichOneIsSpent_LoseNothing()
    {
        await using var server = await WithQuotaAsync("'configmaps':'5'", "'configmaps':'0'", name: "a");
        await AddQuotaAsync(server, "'configmaps':'1'", "'configmaps':'1'", name: "b");
        await server.ShouldRefuseAsync(Core + "configmaps", "{'metadata':{'name':'p'}}", "configmaps \"p\" is forbidden: exceeded quota: b, requested: configmaps=1, used: configmaps=1, limited: configmaps=1");
        (await UsedAsync(server, "a"))["configmaps"u8].AsString().ShouldBe("0");
    }

    [Fact]
    public async Task ManyWriters_TogetherTakeNoMoreThanThereIs()
    {
        await using var server = await WithQuotaAsync("'configmaps':'5'", "'configmaps':'0'");
        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => server.PostAsync(Core + "configmaps", $"{{'metadata':{{'name':'m{i}'}}}}")));
        answers.Count(a => a.Code == 201).ShouldBe(5);
        answers.Count(a => a.Code == 403).ShouldBe(35);
        (await UsedAsync(server))["configmaps"u8].AsString().ShouldBe("5");
    }

    [Theory]
    [InlineData("'scopes':['BestEffort']", "", "", true)]
    [InlineData("'scopes':['NotBestEffort']", "", "", false)]
    [InlineData("'scopes':['NotBestEffort']", ",'resources':{'requests':{'cpu':'1'}}", "", true)]
    [InlineData("'scopes':['Terminating']", "", ",'activeDeadlineSeconds':5", true)]
    [InlineData("'scopes':['NotTerminating']", "", ",'activeDeadlineSeconds':5", false)]
    [InlineData("'scopeSelector':{'matchExpressions':[{'scopeName':'PriorityClass','operator':'In','values':['system-node-critical']}]}", "", ",'priorityClassName':'system-node-critical'", true)]
    [InlineData("'scopeSelector':{'matchExpressions':[{'scopeName':'PriorityClass','operator':'NotIn','values':['system-node-critical']}]}", "", ",'priorityClassName':'system-node-critical'", false)]
    [InlineData("'scopeSelector':{'matchExpressions':[{'scopeName':'PriorityClass','operator':'Exists'}]}", "", "", false)]
    [InlineData("'scopes':['CrossNamespacePodAffinity']", "", ",'affinity':{'podAffinity':{'requiredDuringSchedulingIgnoredDuringExecution':[{'topologyKey':'k','namespaces':['x']}]}}", true)]
    [InlineData("'scopes':['CrossNamespacePodAffinity']", "", ",'affinity':{'podAffinity':{'requiredDuringSchedulingIgnoredDuringExecution':[{'topologyKey':'k'}]}}", false)]
    public async Task Scope_ThatIncludesThePod_CountsIt(string scope, string container, string spec, bool counts)
    {
        await using var server = await WithQuotaAsync("'pods':'0'", "'pods':'0'", "," + scope);
        (await server.PostAsync(Core + "pods", Pod(container, spec))).Code.ShouldBe(counts ? 403 : 201);
    }

    [Fact]
    public async Task Service_ThatChangesItsType_IsCountedAgain()
    {
        await using var server = await WithQuotaAsync("'services':'1','services.nodeports':'0'", "'services':'0','services.nodeports':'0'");
        await server.AddAsync(Core + "services", "{'metadata':{'name':'s'},'spec':{'ports':[{'port':80}]}}");
        var (code, refused) = await server.MergeAsync(Core + "services/s", "{'spec':{'type':'NodePort'}}");
        refused.Root["message"u8].AsString().ShouldBe("services \"s\" is forbidden: exceeded quota: q, requested: services.nodeports=1, used: services.nodeports=0, limited: services.nodeports=0");
        code.ShouldBe(403);
        (await server.MergeAsync(Core + "services/s", "{'metadata':{'labels':{'a':'b'}}}")).Code.ShouldBe(200);
    }
}
