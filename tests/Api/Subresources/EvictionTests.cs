using Timonier.Api.Tests.Admission.Webhooks;
using Timonier.Api.Tests.Webhooks;

namespace Timonier.Api.Tests.Subresources;

public sealed class EvictionTests
{
    private const string Pods = "/api/v1/namespaces/default/pods";
    private const string Budgets = "/apis/policy/v1/namespaces/default/poddisruptionbudgets";
    private const string Merge = "application/merge-patch+json";
    private const string Eviction = """{"apiVersion":"policy/v1","kind":"Eviction","metadata":{"name":"p"}}""";

    private static async Task<ApiServer> WithPodAsync(bool ready = true)
    {
        var server = await ApiServer.StartAsync();
        await server.SendAsync(HttpMethod.Post, "/api/v1/namespaces/default/serviceaccounts", """{"metadata":{"name":"default"}}""");
        (await server.SendAsync(HttpMethod.Post, Pods, """{"metadata":{"name":"p","labels":{"app":"a"}},"spec":{"containers":[{"name":"c","image":"i"}]}}""")).Code.ShouldBe(201);
        await server.SendAsync(HttpMethod.Patch, Pods + "/p/status", $$$"""{"status":{"phase":"Running","conditions":[{"type":"Ready","status":"{{{ready}}}"}]}}""", Merge);
        return server;
    }

    private static async Task GuardAsync(ApiServer server, string name, int allowed, string spec = "", int healthy = 1)
    {
        (await server.SendAsync(HttpMethod.Post, Budgets, $$$"""{"metadata":{"name":"{{{name}}}"},"spec":{"minAvailable":1,{{{spec}}}"selector":{"matchLabels":{"app":"a"} } } }""")).Code.ShouldBe(201);
        var status = $$$"""{"status":{"observedGeneration":1,"disruptionsAllowed":{{{allowed}}},"currentHealthy":{{{healthy}}},"desiredHealthy":1,"expectedPods":1} }""";
        (await server.SendAsync(HttpMethod.Patch, $"{Budgets}/{name}/status", status, Merge)).Code.ShouldBe(200);
    }

    [Fact]
    public async Task Pod_WithoutABudget_IsDeleted()
    {
        await using var server = await WithPodAsync();
        var (code, status) = await server.SendAsync(HttpMethod.Post, Pods + "/p/eviction", Eviction);
        code.ShouldBe(201);
        status.Root["status"u8].AsString().ShouldBe("Success");
        (await server.SendAsync(HttpMethod.Get, Pods + "/p")).Code.ShouldBe(404);
    }

    [Fact]
    public async Task Pod_ThatGoes_IsToldThatItWasEvicted()
    {
        await using var server = await WithPodAsync();
        await server.SendAsync(HttpMethod.Patch, Pods + "/p", """{"metadata":{"finalizers":["example.com/stay"]}}""", Merge);
        (await server.SendAsync(HttpMethod.Post, Pods + "/p/eviction?dryRun=All", Eviction)).Code.ShouldBe(201);
        (await ConditionAsync()).IsNullOrMissing.ShouldBeTrue();

        (await server.SendAsync(HttpMethod.Post, Pods + "/p/eviction", Eviction)).Code.ShouldBe(201);

        var told = await ConditionAsync();
        (told["status"u8].AsString(), told["reason"u8].AsString(), told["message"u8].AsString()).ShouldBe(("True", "EvictionByEvictionAPI", "Eviction API: evicting"));

        async Task<Timonier.Documents.Node> ConditionAsync()
        {
            var (_, pod) = await server.SendAsync(HttpMethod.Get, Pods + "/p");
            foreach (var condition in pod.Status["conditions"u8].Items)
                if (condition["type"u8].AsString() == "DisruptionTarget") return condition;
            return default;
        }
    }

    /// <summary>It was let go because it served nobody yet; a webhook that hears of its last word makes it serve at that moment.</summary>
    [Fact]
    public async Task Pod_ThatBecomesReadyMeanwhile_IsJudgedAnew()
    {
        await using var server = await WithPodAsync(ready: false);
        await server.SendAsync(HttpMethod.Patch, Pods + "/p/status", """{"status":{"phase":"Pending"}}""", Merge);
        await GuardAsync(server, "b", allowed: 0);
        var asked = 0;
        await using var hook = await WebhookServer.StartAsync(
            async (context, review) =>
            {
                if (Interlocked.Increment(ref asked) == 1) await server.SendAsync(HttpMethod.Patch, Pods + "/p/status", """{"status":{"phase":"Running","conditions":[{"type":"Ready","status":"True"}]}}""", Merge);
                await AdmissionWebhook.AnswerAsync(context, review, _ => AdmissionWebhook.Allowed());
            },
            "127.0.0.1");
        await server.RegisterAsync(AdmissionWebhook.Validating, "w", hook.Hook(rule: """{"operations":["UPDATE"],"apiGroups":[""],"apiVersions":["v1"],"resources":["pods/status"]}"""));

        (await server.SendAsync(HttpMethod.Post, Pods + "/p/eviction", Eviction)).Code.ShouldBe(429);

        asked.ShouldBeGreaterThan(1);
        (await server.SendAsync(HttpMethod.Get, Pods + "/p")).Code.ShouldBe(200);
    }

    [Fact]
    public async Task Budget_ThatIsSpent_KeepsThePod()
    {
        await using var server = await WithPodAsync();
        await GuardAsync(server, "b", allowed: 0);
        var (code, status) = await server.SendAsync(HttpMethod.Post, Pods + "/p/eviction", Eviction);
        code.ShouldBe(429);
        status.Root["reason"u8].AsString().ShouldBe("TooManyRequests");
        status.Root["message"u8].AsString().ShouldBe("Cannot evict pod as it would violate the pod's disruption budget.");
        var cause = status.Root["details"u8]["causes"u8][0];
        cause["reason"u8].AsString().ShouldBe("DisruptionBudget");
        cause["message"u8].AsString().ShouldBe("The disruption budget b needs 1 healthy pods and has 1 currently");
        (await server.SendAsync(HttpMethod.Get, Pods + "/p")).Code.ShouldBe(200);
    }

    [Fact]
    public async Task Budget_ThatAllows_RemembersWhoWent()
    {
        await using var server = await WithPodAsync();
        await GuardAsync(server, "b", allowed: 1);
        (await server.SendAsync(HttpMethod.Post, Pods + "/p/eviction?dryRun=All", Eviction)).Code.ShouldBe(201);
        (await server.SendAsync(HttpMethod.Get, Budgets + "/b")).Body.Status["disruptionsAllowed"u8].AsInt64().ShouldBe(1);
        (await server.SendAsync(HttpMethod.Post, Pods + "/p/eviction", Eviction)).Code.ShouldBe(201);
        var (_, budget) = await server.SendAsync(HttpMethod.Get, Budgets + "/b");
        budget.Status["disruptionsAllowed"u8].AsInt64().ShouldBe(0);
        budget.Status["disruptedPods"u8]["p"u8].Exists.ShouldBeTrue();
        (await server.SendAsync(HttpMethod.Get, Pods + "/p")).Code.ShouldBe(404);
    }

    [Fact]
    public async Task Budget_ThatIsNotCountedYet_SaysWhenToComeBack()
    {
        await using var server = await WithPodAsync();
        await server.SendAsync(HttpMethod.Post, Budgets, """{"metadata":{"name":"b"},"spec":{"minAvailable":1,"selector":{}}}""");
        using var body = new StringContent(Eviction, System.Text.Encoding.UTF8, "application/json");
        using var response = await server.AskAsync(HttpMethod.Post, Pods + "/p/eviction", body);
        ((int)response.StatusCode).ShouldBe(429);
        response.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(10));
        var (_, status) = await ApiServer.ReadAsync(response);
        status.Root["details"u8]["causes"u8][0]["message"u8].AsString().ShouldBe("The disruption budget b is still being processed by the server.");
    }

    [Theory]
    [InlineData("", 1, 201)]
    [InlineData("", 0, 429)]
    [InlineData("\"unhealthyPodEvictionPolicy\":\"AlwaysAllow\",", 0, 201)]
    public async Task Pod_ThatIsNotReady_GoesWhenTheOthersSuffice_OrAlways(string spec, int healthy, int expected)
    {
        await using var server = await WithPodAsync(ready: false);
        await GuardAsync(server, "b", allowed: 0, spec, healthy);
        (await server.SendAsync(HttpMethod.Post, Pods + "/p/eviction", Eviction)).Code.ShouldBe(expected);
    }

    [Fact]
    public async Task Pod_UnderTwoBudgets_CannotBeEvicted()
    {
        await using var server = await WithPodAsync();
        await GuardAsync(server, "b", allowed: 1);
        await GuardAsync(server, "c", allowed: 1);
        var (code, status) = await server.SendAsync(HttpMethod.Post, Pods + "/p/eviction", Eviction);
        code.ShouldBe(500);
        status.Root["message"u8].AsString().ShouldBe("This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.");
    }

    [Fact]
    public async Task Eviction_OfAnotherName_IsRefused()
    {
        await using var server = await WithPodAsync();
        var (code, status) = await server.SendAsync(HttpMethod.Post, Pods + "/p/eviction", """{"metadata":{"name":"q"}}""");
        code.ShouldBe(400);
        status.Root["message"u8].AsString().ShouldBe("name in URL does not match name in Eviction object");
    }
}
