using static Timonier.Api.Tests.Admission.Webhooks.AdmissionWebhook;

namespace Timonier.Api.Tests.Admission.Webhooks;

public class AdmissionWebhookConformanceTests
{
    private const string Prefix = "[sig-api-machinery] AdmissionWebhook [Privileged:ClusterAdmin] ";
    private const string Configurations = """{"operations":["*"],"apiGroups":["admissionregistration.k8s.io"],"apiVersions":["*"],"resources":["*"]}""";

    [Fact(DisplayName = Prefix + "listing validating webhooks should work [Conformance]")]
    public async Task ValidatingConfigurations_DeletedByTheirLabel_DenyNothingMore()
    {
        await using var webhook = await StartAsync(_ => Denied("no"));
        await using var server = await ApiServer.StartAsync();
        for (var i = 0; i < 10; i++) await server.RegisterAsync(Validating, $"w{i}", webhook.Hook());
        (await server.SendAsync(HttpMethod.Get, Validating + "?labelSelector=of%3Dtests")).Body.Root["items"u8].Count.ShouldBe(10);
        (await server.MapAsync("m")).Code.ShouldBe(400);
        (await server.SendAsync(HttpMethod.Delete, Validating + "?labelSelector=of%3Dtests")).Code.ShouldBe(200);
        (await server.MapAsync("m")).Code.ShouldBe(201);
    }

    [Fact(DisplayName = Prefix + "patching/updating a mutating webhook should work [Conformance]")]
    public async Task MutatingConfiguration_Patched_CountsAtOnce()
    {
        await using var webhook = await StartAsync(r => Adding(r, "second", after: "first"));
        await using var server = await ApiServer.StartAsync();
        await server.RegisterAsync(Mutating, "w", webhook.Hook());
        foreach (var (operation, map, keys) in ((string, string, int)[])[("UPDATE", "a", 1), ("CREATE", "b", 2)])
        {
            (await server.SendAsync(HttpMethod.Patch, Mutating + "/w", $$"""[{"op":"replace","path":"/webhooks/0/rules/0/operations","value":["{{operation}}"]}]""", "application/json-patch+json")).Code.ShouldBe(200);
            (await server.MapAsync(map)).Code.ShouldBe(201);
            (await server.KeysAsync(map)).Count.ShouldBe(keys);
        }
    }

    [Fact(DisplayName = Prefix + "should not be able to mutate or prevent deletion of webhook configuration objects [Conformance]")]
    public async Task Configurations_AreBeyondTheReachOfWebhooks()
    {
        await using var webhook = await StartAsync(_ => Denied("no"));
        await using var server = await ApiServer.StartAsync();
        await server.RegisterAsync(Mutating, "m", webhook.Hook(rule: Configurations));
        await server.RegisterAsync(Validating, "v", webhook.Hook(rule: Configurations));
        (await server.SendAsync(HttpMethod.Delete, Mutating + "/m")).Code.ShouldBe(200);
        (await server.SendAsync(HttpMethod.Delete, Validating + "/v")).Code.ShouldBe(200);
        webhook.Asked.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(Mutating, TestDisplayName = Prefix + "should reject mutating webhook configurations with invalid match conditions [Conformance]")]
    [InlineData(Validating, TestDisplayName = Prefix + "should reject validating webhook configurations with invalid match conditions [Conformance]")]
    public async Task Configuration_WithAConditionThatDoesNotCompile_IsRefused(string path)
    {
        await using var webhook = await StartAsync(_ => Allowed());
        await using var server = await ApiServer.StartAsync();
        var (code, answer) = await server.SendAsync(HttpMethod.Post, path, Configuration("w", webhook.Hook(more: ""","matchConditions":[{"name":"c","expression":"... [] bad expression"}]""")));
        code.ShouldBe(422);
        answer.Root["message"u8].AsString().ShouldContain("compilation failed");
    }

    [Fact(DisplayName = Prefix + "should unconditionally reject operations on fail closed webhook [Conformance]")]
    public async Task Webhook_ThatCannotBeTrusted_ClosesTheDoor()
    {
        await using var webhook = await StartAsync(_ => Allowed());
        await using var server = await ApiServer.StartAsync();
        await server.RegisterAsync(Validating, "w", webhook.Hook().Replace(webhook.CaBundle, "", StringComparison.Ordinal));
        (await server.MapAsync("m")).Code.ShouldBe(500);
    }
}
