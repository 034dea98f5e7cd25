using System.Net;
using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Scheduling.Configuration;
using Timonier.Scheduling.Extenders;
using Timonier.Tests.Live;

namespace Timonier.Scheduling.Tests;

/// <summary>One node that a pod of low priority fills, a pod of high priority that wants it, and an extender that is asked.</summary>
public sealed class ExtenderPreemptionTests
{
    [Fact]
    public async Task Preempt_IsToldTheVictims_AndMayAgree()
    {
        await using var cluster = await StartAsync(new Answering(asked => $"{{\"nodeNameToMetaVictims\":{asked["nodeNameToMetaVictims"u8]}}}"), ignorable: false);
        await cluster.AddPodAsync("high", "800m", ",'priorityClassName':'high'");
        await cluster.UntilAsync(CoreResources.Pods, "low", p => p.Metadata["deletionTimestamp"u8].Exists);
    }

    [Fact]
    public async Task Preempt_ThatLeavesNoNode_SparesThePod() =>
        await SparesAsync(_ => "{\"nodeNameToMetaVictims\":{}}", ignorable: false, "0/1 nodes are available: 1 Insufficient cpu.");

    [Fact]
    public async Task Preempt_ThatFails_StopsTheDecision() =>
        await SparesAsync(_ => null, ignorable: false, "failed preempt with extender at URL http://extender/preempt, code 500");

    [Fact]
    public async Task Preempt_OfAPodThatIsNotThere_StopsTheDecision() =>
        await SparesAsync(_ => "{\"nodeNameToMetaVictims\":{\"n1\":{\"pods\":[{\"uid\":\"nobody\"}]}}}", ignorable: false,
            "extender: http://extender claims to preempt pod (UID: nobody) on node: n1, but the pod is not found on that node");

    [Fact]
    public async Task Preempt_WithoutVictims_StopsTheDecision() =>
        await SparesAsync(_ => "{\"nodeNameToMetaVictims\":{\"n1\":{\"pods\":[]}}}", ignorable: false, "expected at least one victim pod on node \"n1\"");

    [Fact]
    public async Task Preempt_WithoutVictims_OfOneThatMayBeIgnored_CountsAsNoNode() =>
        await SparesAsync(_ => "{\"nodeNameToMetaVictims\":{\"n1\":{\"pods\":[]}}}", ignorable: true, "0/1 nodes are available: 1 Insufficient cpu.");

    [Fact]
    public async Task Preempt_ThatFailsAndMayBeIgnored_IsDecidedWithout()
    {
        await using var cluster = await StartAsync(new Answering(_ => null), ignorable: true);
        await cluster.AddPodAsync("high", "800m", ",'priorityClassName':'high'");
        await cluster.UntilAsync(CoreResources.Pods, "low", p => p.Metadata["deletionTimestamp"u8].Exists);
    }

    private static async Task SparesAsync(Func<Documents.Node, string?> answer, bool ignorable, string told)
    {
        await using var cluster = await StartAsync(new Answering(answer), ignorable);
        await cluster.AddPodAsync("high", "800m", ",'priorityClassName':'high'");
        (await cluster.UntilToldAsync("high")).ShouldStartWith(told);
        (await cluster.ReadAsync(CoreResources.Pods, "low")).Metadata["deletionTimestamp"u8].Exists.ShouldBeFalse();
    }

    private static async Task<LiveCluster> StartAsync(Answering extender, bool ignorable)
    {
        var cluster = await LiveCluster.StartAsync();
        await cluster.AddNodeAsync("n1", cpu: "1");
        foreach (var (name, value) in ((string, int)[])[("low", 10), ("high", 1000)])
            await cluster.PutAsync(LiveScheduling.PriorityClasses, $"{{'apiVersion':'scheduling.k8s.io/v1','kind':'PriorityClass','metadata':{{'name':'{name}'}},'value':{value}}}", "");
        await cluster.AddPodAsync("low", "800m", ",'priorityClassName':'low'");
        var config = new ExtenderConfig(new Uri("http://extender/")) { PreemptVerb = "preempt", NodeCacheCapable = true, Ignorable = ignorable };
        cluster.StartScheduler(new SchedulerConfig { Extenders = [config] }, new HttpMessageInvoker(extender));
        await cluster.UntilOnAsync("low", "n1");
        return cluster;
    }

    /// <summary>Answers what it is told to; null: it breaks.</summary>
    private sealed class Answering(Func<Documents.Node, string?> answer) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            answer(Document.Parse(await request.Content!.ReadAsByteArrayAsync(cancellationToken)).Root) is { } text
                ? new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(text) }
                : new HttpResponseMessage(HttpStatusCode.InternalServerError);
    }
}
