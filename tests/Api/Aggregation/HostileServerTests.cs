using Microsoft.AspNetCore.Http;
using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Api.Tests.Aggregation;

/// <summary>Servers that hang, drown or lie: they are found unavailable or not believed, and all else goes on.</summary>
public sealed class HostileServerTests
{
    private static readonly ResourceName Resource = new("coast.example.com", "v1", "lighthouses");

    [Fact(Timeout = 120_000)]
    public async Task Server_ThatNeverAnswers_IsUnavailable_AndHoldsUpNothing()
    {
        await using var shore = await Shore.StartAsync(publish: false, time: new HurriedTime());
        shore.Coast.Instead = async context =>
        {
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
            return true;
        };
        await shore.PublishServiceAsync();
        await shore.RegisterAsync();
        (await shore.IsAsync("False", "FailedDiscoveryCheck")).Message.ShouldEndWith(": context deadline exceeded");
        await OthersAreServedAsync(shore);
        (await shore.TextAsync(HttpMethod.Get, Shore.InDefault)).Code.ShouldBe(503);
    }

    [Fact(Timeout = 120_000)]
    public async Task Server_ThatAnswersWithoutEnd_IsUnavailable()
    {
        await using var shore = await Shore.StartAsync(publish: false);
        shore.Coast.Instead = async context =>
        {
            var flood = new byte[64 * 1024];
            Array.Fill(flood, (byte)' ');
            while (!context.RequestAborted.IsCancellationRequested) await context.Response.Body.WriteAsync(flood, context.RequestAborted);
            return true;
        };
        await shore.PublishServiceAsync();
        await shore.RegisterAsync();
        (await shore.IsAsync("False", "FailedDiscoveryCheck")).Message.ShouldEndWith(": the answer is longer than 4194304 bytes");
        await OthersAreServedAsync(shore);
    }

    [Fact(Timeout = 120_000)]
    public async Task Server_ThatTellsOfOtherGroups_IsNotBelieved()
    {
        await using var shore = await Shore.StartAsync(publish: false);
        shore.Coast.Instead = async context =>
        {
            if (context.Request.Path != "/apis") return false;
            context.Response.ContentType = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
            await context.Response.WriteAsync("""
                {"kind":"APIGroupDiscoveryList","items":[{"metadata":{"name":"apps"},"versions":[{"version":"v1","resources":[{"resource":"traps","scope":"Namespaced","verbs":["list"]}]}]},
                {"metadata":{"name":"coast.example.com"},"versions":[{"version":"v1","resources":[7,{},{"resource":"lighthouses","scope":"Namespaced","verbs":["list",{}],"shortNames":3,"responseKind":"x"}]}]}]}
                """);
            return true;
        };
        await shore.PublishServiceAsync();
        await shore.RegisterAsync();
        await shore.IsAsync("True");
        var (_, all) = await shore.Server.GetAsAsync("/apis", "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList");
        all.Utf8.Span.IndexOf("traps"u8).ShouldBe(-1);
        all.Utf8.Span.IndexOf("\"lighthouses\""u8).ShouldBeGreaterThan(0);
        await OthersAreServedAsync(shore);
    }

    [Fact(Timeout = 120_000)]
    public async Task ComponentOfThisProcess_EmptiesANamespaceThereToo_AndLearnsWhenItCannot()
    {
        await using var shore = await Shore.StartAsync();
        (await shore.Server.SendAsync(HttpMethod.Post, Shore.InDefault, """{"metadata":{"name":"cape"},"spec":{"height":40}}""")).Code.ShouldBe(201);
        var known = await shore.Server.Api.ForeignKindsAsync(TestContext.Current.CancellationToken);
        known.Namespaced.ShouldBe([Resource]);
        known.Unknown.ShouldBeEmpty();

        var client = shore.Server.Client;
        var found = (await client.ListAsync(Resource, "default", new ListQuery { Limit = 500 }, TestContext.Current.CancellationToken)).Value!.Items.ShouldHaveSingleItem();
        found.Name.ShouldBe("cape");
        (await client.DeleteAsync(Resource, "default", "cape", new DeleteQuery { PreconditionUid = found.Uid }, TestContext.Current.CancellationToken)).IsSuccess.ShouldBeTrue();
        (await client.DeleteAsync(Resource, "default", "cape", null, TestContext.Current.CancellationToken)).Failure!.IsNotFound.ShouldBeTrue();
        (await shore.Server.Api.For(new UserInfo("stranger", [])).ListAsync(Resource, "default", new ListQuery(), TestContext.Current.CancellationToken)).Failure!.Code.ShouldBe(403);

        shore.Coast.Instead = context =>
        {
            context.Response.StatusCode = 500;
            return Task.FromResult(true);
        };
        (await shore.PublishEndpointsAsync(shore.Coast.Port)).ShouldBe(201);
        await shore.IsAsync("False");
        (await shore.Server.Api.ForeignKindsAsync(TestContext.Current.CancellationToken)).Unknown.ShouldBe(["coast.example.com/v1"]);
        (await client.ListAsync(Resource, "default", new ListQuery(), TestContext.Current.CancellationToken)).Failure!.Code.ShouldBe(503);
    }

    private static async Task OthersAreServedAsync(Shore shore)
    {
        foreach (var path in (string[])["/apis", "/apis/apps/v1", "/openapi/v2", "/openapi/v3", "/openapi/v3/apis/apps/v1", "/api/v1/namespaces/default/pods"])
            (await shore.TextAsync(HttpMethod.Get, path)).Code.ShouldBe(200, path);
        (await shore.Server.SendAsync(HttpMethod.Post, "/api/v1/namespaces/default/configmaps", """{"metadata":{"name":"kept"}}""")).Code.ShouldBe(201);
    }
}
