using static Timonier.Api.Tests.Admission.Namespaced;

namespace Timonier.Api.Tests.Admission;

public sealed class LimitRangerTests
{
    private static async Task<ApiServer> WithLimitAsync(string limit)
    {
        var server = await StartAsync();
        await server.AddAsync(Core + "limitranges", $"{{'metadata':{{'name':'l'}},'spec':{{'limits':[{limit}]}}}}");
        return server;
    }

    [Fact]
    public async Task Pod_WithoutRequests_GetsTheUsualOnes_AndANoteOfIt()
    {
        await using var server = await WithLimitAsync("{'type':'Container','default':{'cpu':'200m','memory':'1Gi'},'defaultRequest':{'cpu':'100m'}}");
        var pod = await server.AddAsync(Core + "pods", Pod(",'resources':{'limits':{'memory':'2Gi'}}", ",'initContainers':[{'name':'i','image':'i'}]"));
        var resources = pod.Spec["containers"u8][0]["resources"u8];
        resources["requests"u8]["cpu"u8].AsString().ShouldBe("100m");
        resources["limits"u8]["cpu"u8].AsString().ShouldBe("200m");
        resources["limits"u8]["memory"u8].AsString().ShouldBe("2Gi");
        pod.Spec["initContainers"u8][0]["resources"u8]["limits"u8]["memory"u8].AsString().ShouldBe("1Gi");
        pod.Metadata["annotations"u8]["kubernetes.io/limit-ranger"u8].AsString().ShouldBe(
            "LimitRanger plugin set: cpu request for container c; cpu limit for container c; cpu, memory request for init container i; cpu, memory limit for init container i");
    }

    [Theory]
    [InlineData("'type':'Container','min':{'cpu':'100m'}", "'requests':{'cpu':'50m'}", "minimum cpu usage per Container is 100m, but request is 50m")]
    [InlineData("'type':'Container','min':{'cpu':'100m'},'default':{},'defaultRequest':{}", "'limits':{'cpu':'50m'}", "minimum cpu usage per Container is 100m, but request is 50m")]
    [InlineData("'type':'Container','max':{'cpu':'1'}", "'limits':{'cpu':'2'}", "maximum cpu usage per Container is 1, but limit is 2")]
    [InlineData("'type':'Container','max':{'cpu':'1'},'default':{'cpu':'1'}", "'requests':{'cpu':'1'},'limits':{'cpu':'1500m'}", "maximum cpu usage per Container is 1, but limit is 1500m")]
    [InlineData("'type':'Container','maxLimitRequestRatio':{'cpu':'2'}", "'requests':{'cpu':'100m'},'limits':{'cpu':'300m'}", "cpu max limit to request ratio per Container is 2, but provided ratio is 3.000000")]
    [InlineData("'type':'Container','maxLimitRequestRatio':{'cpu':'2'}", "", "cpu max limit to request ratio per Container is 2, but no request is specified or request is 0")]
    [InlineData("'type':'Pod','min':{'memory':'1Gi'}", "", "minimum memory usage per Pod is 1Gi.  No request is specified")]
    [InlineData("'type':'Pod','max':{'memory':'1Gi'}", "", "maximum memory usage per Pod is 1Gi.  No limit is specified")]
    [InlineData("'type':'Pod','max':{'memory':'1Gi','cpu':'1'}", "'limits':{'memory':'2Gi','cpu':'2'}", "[maximum cpu usage per Pod is 1, but limit is 2, maximum memory usage per Pod is 1Gi, but limit is 2Gi]")]
    public async Task Pod_BeyondTheRange_IsRefused(string limit, string resources, string why)
    {
        await using var server = await WithLimitAsync($"{{{limit}}}");
        await server.ShouldRefuseAsync(Core + "pods", Pod($",'resources':{{{resources}}}"), $"pods \"p\" is forbidden: {why}");
    }

    [Theory]
    [InlineData("'min':{'storage':'2Gi'}", "minimum storage usage per PersistentVolumeClaim is 2Gi, but request is 1Gi")]
    [InlineData("'max':{'storage':'500Mi'}", "maximum storage usage per PersistentVolumeClaim is 500Mi, but request is 1Gi")]
    public async Task Claim_BeyondTheRange_IsRefused(string limit, string why)
    {
        await using var server = await WithLimitAsync($"{{'type':'PersistentVolumeClaim',{limit}}}");
        await server.ShouldRefuseAsync(Core + "persistentvolumeclaims",
            "{'metadata':{'name':'p'},'spec':{'accessModes':['ReadWriteOnce'],'resources':{'requests':{'storage':'1Gi'}}}}", $"persistentvolumeclaims \"p\" is forbidden: {why}");
    }

    [Fact]
    public async Task Pod_ThatStands_IsMeasuredOnlyWhenItIsResized()
    {
        await using var server = await StartAsync();
        await server.AddAsync(Core + "pods", Pod(",'resources':{'requests':{'cpu':'1'}}"));
        await server.AddAsync(Core + "limitranges", "{'metadata':{'name':'l'},'spec':{'limits':[{'type':'Container','min':{'cpu':'500m'}}]}}");
        (await server.MergeAsync(Core + "pods/p", "{'metadata':{'labels':{'a':'b'}}}")).Code.ShouldBe(200);
        var (code, refused) = await server.SendAsync(HttpMethod.Patch, Core + "pods/p/resize",
            """{"spec":{"containers":[{"name":"c","resources":{"requests":{"cpu":"100m"}}}]}}""", "application/strategic-merge-patch+json");
        refused.Root["message"u8].AsString().ShouldBe("pods \"p\" is forbidden: minimum cpu usage per Container is 500m, but request is 100m");
        code.ShouldBe(403);
    }
}
