using System.Globalization;
using Microsoft.AspNetCore.Http;
using Timonier.Api.Storage;
using Timonier.Api.Subresources;
using Timonier.Api.Webhooks;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Kinds;

namespace Timonier.Api.Tests.Webhooks;

public class WebhookCallerTests
{
    private static readonly ReadOnlyMemory<byte> Hello = "{\"say\":\"hello\"}"u8.ToArray();
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Url_WithItsAuthority_IsAnswered()
    {
        await using var webhook = await WebhookServer.StartAsync((context, asked) => WebhookServer.AnswerAsync(context, new DraftObject { ["heard"] = asked.Root["say"u8] }), "127.0.0.1");
        await using var server = await ApiServer.StartAsync();
        var answer = await CallerOf(server).PostAsync(TargetOf(webhook), Hello, Soon, TestContext.Current.CancellationToken);
        answer.Fault.ShouldBeEmpty();
        answer.Body!.Root["heard"u8].AsString().ShouldBe("hello");
    }

    [Fact]
    public async Task Service_IsReachedAtAReadyPod_UnderItsOwnName()
    {
        await using var webhook = await WebhookServer.StartAsync((context, _) => WebhookServer.AnswerAsync(context, new DraftObject { ["host"] = context.Request.Host.Host }), "hook.default.svc");
        await using var server = await ApiServer.StartAsync();
        await PublishAsync(server, webhook.Port);
        var target = new WebhookTarget("", "default", "hook", 443, "/convert", webhook.CaBundle);
        var answer = await CallerOf(server).PostAsync(target, Hello, Soon, TestContext.Current.CancellationToken);
        answer.Fault.ShouldBeEmpty();
        answer.Body!.Root["host"u8].AsString().ShouldBe("hook.default.svc");
    }

    [Fact]
    public async Task Service_ThatIsNotThere_IsNamedInTheFault()
    {
        await using var server = await ApiServer.StartAsync();
        var answer = await CallerOf(server).PostAsync(new WebhookTarget("", "default", "hook", 443, "/convert", ""), Hello, Soon, TestContext.Current.CancellationToken);
        answer.Fault.ShouldBe("Post \"https://hook.default.svc:443/convert?timeout=20s\": services \"hook\" not found");
    }

    [Fact]
    public async Task Certificate_OfAnotherAuthority_IsNotBelievedUntilTheBundleSaysSo()
    {
        await using var webhook = await WebhookServer.StartAsync((context, _) => WebhookServer.AnswerAsync(context, new DraftObject()), "127.0.0.1");
        await using var other = await WebhookServer.StartAsync((context, _) => WebhookServer.AnswerAsync(context, new DraftObject()), "127.0.0.1");
        await using var server = await ApiServer.StartAsync();
        var caller = CallerOf(server);
        var refused = await caller.PostAsync(TargetOf(webhook) with { CaBundle = other.CaBundle }, Hello, Soon, TestContext.Current.CancellationToken);
        refused.Fault.ShouldContain("failed to verify certificate");
        webhook.Asked.ShouldBeEmpty();
        // A bundle that changes counts with the next call.
        (await caller.PostAsync(TargetOf(webhook), Hello, Soon, TestContext.Current.CancellationToken)).Fault.ShouldBeEmpty();
    }

    [Fact]
    public async Task Name_ThatTheCertificateIsNotFor_IsRefused()
    {
        await using var webhook = await WebhookServer.StartAsync((context, _) => WebhookServer.AnswerAsync(context, new DraftObject()), "elsewhere.example.com");
        await using var server = await ApiServer.StartAsync();
        (await CallerOf(server).PostAsync(TargetOf(webhook), Hello, Soon, TestContext.Current.CancellationToken)).Fault.ShouldContain("failed to verify certificate");
    }

    [Fact]
    public async Task Redirect_IsNotFollowed()
    {
        await using var webhook = await WebhookServer.StartAsync((context, _) =>
        {
            context.Response.Redirect("https://127.0.0.1:1/");
            return Task.CompletedTask;
        }, "127.0.0.1");
        await using var server = await ApiServer.StartAsync();
        (await CallerOf(server).PostAsync(TargetOf(webhook), Hello, Soon, TestContext.Current.CancellationToken)).Fault
            .ShouldBe("the server responded with the status code 302 but did not return more information");
    }

    [Fact]
    public async Task Answer_ThatNeverEnds_IsCutOff()
    {
        var piece = new byte[1024 * 1024];
        await using var webhook = await WebhookServer.StartAsync(async (context, _) =>
        {
            while (!context.RequestAborted.IsCancellationRequested) await context.Response.Body.WriteAsync(piece, context.RequestAborted);
        }, "127.0.0.1");
        await using var server = await ApiServer.StartAsync();
        (await CallerOf(server).PostAsync(TargetOf(webhook), Hello, Soon, TestContext.Current.CancellationToken)).Fault.ShouldBe($"the answer is longer than {WebhookCaller.MaxAnswer} bytes");
    }

    [Fact]
    public async Task Answer_ThatDoesNotComeInTime_IsGivenUp()
    {
        await using var webhook = await WebhookServer.StartAsync((context, _) => Task.Delay(Timeout.Infinite, context.RequestAborted), "127.0.0.1");
        await using var server = await ApiServer.StartAsync();
        var answer = await CallerOf(server).PostAsync(TargetOf(webhook), Hello, TimeSpan.FromMilliseconds(300), TestContext.Current.CancellationToken);
        answer.Fault.ShouldEndWith(": context deadline exceeded");
    }

    private static WebhookTarget TargetOf(WebhookServer server) =>
        new(string.Create(CultureInfo.InvariantCulture, $"https://127.0.0.1:{server.Port}/"), "", "", 443, "", server.CaBundle);

    private static WebhookCaller CallerOf(ApiServer server) =>
        new(new StoredObjects(server.Store, new KindRegistry()), new Loopback(), new RandomIdSource(new Random(3)), TimeProvider.System);

    private static async Task PublishAsync(ApiServer server, int port)
    {
        (await server.SendAsync(HttpMethod.Post, "/api/v1/namespaces/default/services", """{"metadata":{"name":"hook"},"spec":{"ports":[{"name":"https","port":443}]}}""")).Code.ShouldBe(201);
        (await server.SendAsync(HttpMethod.Post, "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices", $$$"""
            {"metadata":{"name":"hook-1","labels":{"kubernetes.io/service-name":"hook"}},"addressType":"IPv4","ports":[{"name":"https","port":{{{port}}}}],
            "endpoints":[{"addresses":["10.42.0.9"],"conditions":{"ready":true}},{"addresses":["10.42.0.8"],"conditions":{"ready":false}}]}
            """)).Code.ShouldBe(201);
    }

    // The pods of these tests are all on the loopback, except the one that is not ready.
    private sealed class Loopback : IPodConnector
    {
        private readonly PodConnector pods = new();

        public ValueTask<Stream> ConnectAsync(string address, int port, CancellationToken cancellation) =>
            address == "10.42.0.8" ? throw new IOException("this one is not ready") : pods.ConnectAsync("127.0.0.1", port, cancellation);
    }
}
