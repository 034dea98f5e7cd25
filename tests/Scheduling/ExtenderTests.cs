using System.Net;
using Timonier.Documents;
using Timonier.Scheduling.Configuration;
using Timonier.Scheduling.Extenders;
using Timonier.Tests.Live;

namespace Timonier.Scheduling.Tests;

public sealed class ExtenderTests
{
    [Fact]
    public async Task Filter_LeavesOnlyItsNodes_AndTellsWhy()
    {
        await using var cluster = await StartAsync();
        var extender = new FakeExtender { Answers = { ["filter"] = "{'nodenames':['n2'],'failedNodes':{'n1':'no licence'}}" } };
        cluster.StartScheduler(Config(new ExtenderConfig(new Uri("http://extender/")) { FilterVerb = "filter", NodeCacheCapable = true }), new HttpMessageInvoker(extender));
        await cluster.AddPodAsync("web");
        await cluster.UntilOnAsync("web", "n2");
        extender.Asked["filter"].Root["nodenames"u8].Count.ShouldBe(2);
        extender.Answers["filter"] = "{'nodenames':[],'failedNodes':{'n1':'no licence','n2':'no licence'}}";
        await cluster.AddPodAsync("late");
        (await cluster.UntilToldAsync("late")).ShouldStartWith("0/2 nodes are available: 2 no licence.");
    }

    [Fact]
    public async Task Prioritize_Decides_AmongEquals()
    {
        await using var cluster = await StartAsync();
        var extender = new FakeExtender { Answers = { ["score"] = "[{'host':'n1','score':0},{'host':'n2','score':10}]" } };
        cluster.StartScheduler(Config(new ExtenderConfig(new Uri("http://extender/")) { PrioritizeVerb = "score", Weight = 5 }), new HttpMessageInvoker(extender));
        for (var i = 0; i < 5; i++) await cluster.AddPodAsync($"web-{i}");
        for (var i = 0; i < 5; i++) await cluster.UntilOnAsync($"web-{i}", "n2");
        extender.Asked["score"].Root["nodes"u8]["items"u8].Count.ShouldBe(2);
    }

    [Fact]
    public async Task Extender_ThatFails_StopsTheDecisionUnlessItMayBeIgnored()
    {
        await using var cluster = await StartAsync();
        var failing = new FakeExtender();
        cluster.StartScheduler(Config(new ExtenderConfig(new Uri("http://extender/")) { FilterVerb = "filter", ManagedResources = ["example.com/strict"] },
            new ExtenderConfig(new Uri("http://extender/")) { FilterVerb = "filter", Ignorable = true }), new HttpMessageInvoker(failing));
        await cluster.AddPodAsync("free");
        await cluster.UntilAsync(Contracts.Cluster.CoreResources.Pods, "free", p => LiveScheduling.NodeOf(p).Length > 0);
        await cluster.PutAsync(Contracts.Cluster.CoreResources.Pods, "{'apiVersion':'v1','kind':'Pod','metadata':{'name':'strict'},'spec':{'containers':[{'name':'c','image':'a:1','resources':{'limits':{'example.com/strict':'1'}}}]}}");
        (await cluster.UntilToldAsync("strict")).ShouldContain("Insufficient example.com/strict");
    }

    [Fact]
    public async Task Bind_IsLeftToTheExtender()
    {
        await using var cluster = await StartAsync();
        var extender = new FakeExtender { Answers = { ["bind"] = "{}" } };
        cluster.StartScheduler(Config(new ExtenderConfig(new Uri("http://extender/")) { BindVerb = "bind" }), new HttpMessageInvoker(extender));
        var pod = await cluster.AddPodAsync("web");
        await cluster.UntilAsync(() => extender.Asked.ContainsKey("bind"));
        var asked = extender.Asked["bind"].Root;
        (asked["podName"u8].AsString(), asked["podNamespace"u8].AsString(), asked["podUID"u8].AsString()).ShouldBe(("web", "default", pod.Uid));
    }

    private static SchedulerConfig Config(params ExtenderConfig[] extenders) => new() { Extenders = extenders };

    private static async Task<LiveCluster> StartAsync()
    {
        var cluster = await LiveCluster.StartAsync();
        await cluster.AddNodeAsync("n1");
        await cluster.AddNodeAsync("n2");
        return cluster;
    }

    /// <summary>Answers each verb as told; an error for the others.</summary>
    private sealed class FakeExtender : HttpMessageHandler
    {
        public Dictionary<string, string> Answers { get; } = [];
        public Dictionary<string, Document> Asked { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var verb = request.RequestUri!.Segments[^1];
            var asked = Document.Parse(await request.Content!.ReadAsByteArrayAsync(cancellationToken));
            lock (Asked) Asked[verb] = asked;
            return Answers.TryGetValue(verb, out var answer)
                ? new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(answer.Replace('\'', '"')) }
                : new HttpResponseMessage(HttpStatusCode.InternalServerError);
        }
    }
}
