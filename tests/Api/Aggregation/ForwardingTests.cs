using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Timonier.Documents;

namespace Timonier.Api.Tests.Aggregation;

public sealed class ForwardingTests
{
    private const string Tall = """{"metadata":{"name":"tall"},"spec":{"height":60,"colour":"white"}}""";

    [Fact(Timeout = 120_000)]
    public async Task Object_OfAnotherServersKind_LivesThere()
    {
        await using var shore = await Shore.StartAsync();
        (await shore.Server.SendAsync(HttpMethod.Post, Shore.InDefault, Tall)).Code.ShouldBe(201);
        var (code, found) = await shore.Server.SendAsync(HttpMethod.Get, Shore.InDefault + "/tall");
        code.ShouldBe(200);
        found.Spec["height"u8].AsInt32().ShouldBe(60);
        (await shore.Server.SendAsync(HttpMethod.Get, Shore.Root + "/lighthouses")).Body.Root["items"u8].Count.ShouldBe(1);
        var table = (await shore.Server.GetAsAsync(Shore.InDefault, "application/json;as=Table;v=v1;g=meta.k8s.io,application/json")).Body;
        table.Root["columnDefinitions"u8][1]["name"u8].AsString().ShouldBe("Height");
        (await shore.Server.SendAsync(HttpMethod.Delete, Shore.InDefault + "/tall")).Code.ShouldBe(200);
        shore.Coast.Lighthouses.Find("default", "tall").ShouldBeNull();
    }

    [Fact(Timeout = 120_000)]
    public async Task Watch_ComesAsThingsHappen()
    {
        await using var shore = await Shore.StartAsync();
        (await shore.Server.SendAsync(HttpMethod.Post, Shore.InDefault, Tall)).Code.ShouldBe(201);
        var first = true;
        await foreach (var change in shore.WatchAsync(Shore.InDefault + "?watch=1"))
        {
            change.Root["type"u8].AsString().ShouldBe(first ? "ADDED" : "DELETED");
            change.Root["object"u8]["metadata"u8]["name"u8].AsString().ShouldBe("tall");
            if (!first) break;
            first = false;
            await shore.Server.SendAsync(HttpMethod.Delete, Shore.InDefault + "/tall");
        }
    }

    [Fact(Timeout = 120_000)]
    public async Task Watcher_WhoLeaves_IsLeftThereToo()
    {
        await using var shore = await Shore.StartAsync();
        var over = new TaskCompletionSource();
        Misbehave(shore, async context =>
        {
            await context.Response.Body.FlushAsync();
            context.RequestAborted.Register(over.SetResult);
            await over.Task;
        });
        using (var client = new HttpClient { BaseAddress = shore.Server.Http.BaseAddress })
        {
            client.DefaultRequestHeaders.Authorization = new("Bearer", "admin");
            using var response = await client.GetAsync(Shore.InDefault + "?watch=1", HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        }
        await over.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
    }

    [Fact(Timeout = 120_000)]
    public async Task Asker_IsNamedByUs_WhateverHeSaysHimself()
    {
        await using var shore = await Shore.StartAsync();
        await shore.Server.GrantAsync("mara", "list", "coast.example.com", "lighthouses");
        using var answer = await shore.Server.AskAsync(HttpMethod.Get, Shore.InDefault, null, "mara|keepers|pilots",
            ("X-Remote-User", "admin"), ("X-Remote-Group", "system:masters"), ("X-Remote-Extra-Scope", "all"), ("X_Remote_User", "admin"), ("X-Remote-Uid", "0"),
            ("Connection", "X-Remote-User, X-Secret-Hop"), ("X-Secret-Hop", "1"), ("Proxy-Authorization", "Basic eA=="), ("Cookie", "a=b"), ("X-Keep", "kept"));
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var headers = shore.Coast.Asked.Last(a => a.Target == Shore.InDefault).Headers;
        headers["X-Remote-User"].ShouldBe("mara");
        headers["X-Remote-Group"].ShouldBe("keepers,pilots,system:authenticated");
        headers["X-Keep"].ShouldBe("kept");
        headers["X-Forwarded-For"].ShouldBe("127.0.0.1");
        headers.Keys.ShouldNotContain(k => k == "X-Remote-Uid" || k.StartsWith("X-Remote-Extra-") || k.Contains('_') || k == "X-Secret-Hop" || k == "Proxy-Authorization" || k == "Cookie" || k == "Authorization");
    }

    [Fact(Timeout = 120_000)]
    public async Task Request_HasOneAuditId_HereAndThere()
    {
        await using var shore = await Shore.StartAsync();
        using var answer = await shore.Server.AskAsync(HttpMethod.Get, Shore.InDefault, headers: [("Audit-ID", "mine")]);
        answer.Headers.GetValues("Audit-ID").ShouldBe(["mine"]);
        shore.Coast.Asked.Last(a => a.Target.StartsWith(Shore.InDefault, StringComparison.Ordinal)).Headers["Audit-ID"].ShouldBe("mine");
    }

    [Fact(Timeout = 120_000)]
    public async Task Impersonated_IsWhoIsAskedFor_AndTheWishGoesNoFurther()
    {
        await using var shore = await Shore.StartAsync();
        await shore.Server.GrantAsync("mara", "list", "coast.example.com", "lighthouses");
        using var answer = await shore.Server.AskAsync(HttpMethod.Get, Shore.InDefault, null, "admin", ("Impersonate-User", "mara"), ("Impersonate-Extra-Scope", "one"), ("Impersonate-Uid", "u7"));
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var headers = shore.Coast.Asked.Last(a => a.Target == Shore.InDefault).Headers;
        headers["X-Remote-User"].ShouldBe("mara");
        headers["X-Remote-Uid"].ShouldBe("u7");
        headers["X-Remote-Extra-scope"].ShouldBe("one");
        headers.Keys.ShouldNotContain(k => k.StartsWith("Impersonate-"));
    }

    [Fact(Timeout = 120_000)]
    public async Task Stranger_IsRefusedHere_AndNeverHeardOfThere()
    {
        await using var shore = await Shore.StartAsync();
        var before = shore.Coast.Asked.Count(a => a.Target.Contains("lighthouses"));
        var (code, refusal) = await shore.Server.SendAsync(HttpMethod.Get, Shore.InDefault, user: "nobody");
        code.ShouldBe(403);
        refusal.Root["message"u8].AsString().ShouldBe("lighthouses.coast.example.com is forbidden: User \"nobody\" cannot list resource \"lighthouses\" in API group \"coast.example.com\" in the namespace \"default\"");
        (await shore.TextAsync(HttpMethod.Get, Shore.Root, "nobody")).Code.ShouldBe(403);
        shore.Coast.Asked.Count(a => a.Target.Contains("lighthouses")).ShouldBe(before);
    }

    [Fact(Timeout = 120_000)]
    public async Task Redirect_IsNotPassedOn()
    {
        await using var shore = await Shore.StartAsync();
        Misbehave(shore, context =>
        {
            context.Response.Redirect("https://elsewhere.example.com/");
            return Task.CompletedTask;
        });
        var (code, text) = await shore.TextAsync(HttpMethod.Get, Shore.InDefault);
        code.ShouldBe(502);
        text.ShouldBe("the backend attempted to redirect this request, which is not permitted\n");
    }

    [Fact(Timeout = 120_000)]
    public async Task Server_ThatIsGone_IsSaidToBe()
    {
        await using var shore = await Shore.StartAsync();
        await shore.Coast.DisposeAsync();
        var (code, text) = await shore.TextAsync(HttpMethod.Get, Shore.InDefault);
        code.ShouldBe(503);
        text.ShouldBe("error trying to reach service: dial tcp 127.0.0.1:" + shore.Coast.Port + ": connect: connection refused\n");
    }

    [Fact(Timeout = 120_000)]
    public async Task Group_WithoutAnAvailableServer_IsUnavailable()
    {
        await using var shore = await Shore.StartAsync(publish: false);
        await shore.RegisterAsync();
        await shore.IsAsync("False");
        var (code, text) = await shore.TextAsync(HttpMethod.Get, Shore.InDefault);
        code.ShouldBe(503);
        text.ShouldBe("service unavailable\n");
    }

    [Fact(Timeout = 120_000)]
    public async Task Body_OfAnySize_ReachesTheServer_AsItCame()
    {
        await using var shore = await Shore.StartAsync();
        long received = 0;
        Misbehave(shore, async context =>
        {
            var buffer = new byte[64 * 1024];
            while (await context.Request.Body.ReadAsync(buffer) is > 0 and var read) received += read;
            context.Response.StatusCode = 204;
        });
        using var answer = await shore.Server.AskAsync(HttpMethod.Post, Shore.InDefault, new ByteArrayContent(new byte[5_000_000]));
        answer.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        received.ShouldBe(5_000_000);
    }

    [Fact(Timeout = 120_000)]
    public async Task Answer_ThatBreaksOff_DoesNotLookWhole()
    {
        await using var shore = await Shore.StartAsync();
        var heard = new TaskCompletionSource();
        Misbehave(shore, async context =>
        {
            await context.Response.WriteAsync("{\"half\":");
            await context.Response.Body.FlushAsync();
            await heard.Task;
            context.Abort();
        });
        using var request = new HttpRequestMessage(HttpMethod.Get, Shore.InDefault) { Headers = { Authorization = new("Bearer", "admin") } };
        using var response = await shore.Server.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        heard.SetResult();
        await Should.ThrowAsync<HttpRequestException>(() => response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact(Timeout = 120_000)]
    public async Task Certificate_OfAnotherAuthority_IsNotBelieved()
    {
        await using var other = await Shore.StartAsync(publish: false);
        await using var shore = await Shore.StartAsync(publish: false);
        await shore.PublishServiceAsync();
        await shore.RegisterAsync(bundle: other.Coast.CertificatePem);
        // Whether it is there is found out without looking at its certificate, as upstream has it.
        await shore.IsAsync("True");
        (await shore.TextAsync(HttpMethod.Get, Shore.InDefault)).Text.ShouldStartWith("error trying to reach service: tls: failed to verify certificate");
    }

    internal static void Misbehave(Shore shore, Func<HttpContext, Task> how) => shore.Coast.Instead = async context =>
    {
        if (!context.Request.Path.StartsWithSegments(Shore.Root + "/namespaces")) return false;
        await how(context);
        return true;
    };
}
