using Timonier.Api.Tests.Conformance;
using Timonier.Api.Tests.CustomResources;
using Timonier.Api.Tests.Webhooks;
using Timonier.Documents;
using static Timonier.Api.Tests.Admission.Webhooks.AdmissionWebhook;
using static Timonier.Api.Tests.CustomResources.TestDefinitions;

namespace Timonier.Api.Tests.Admission.Webhooks;

public class AdmissionWebhookConformanceTests
{
    private const string Prefix = "[sig-api-machinery] AdmissionWebhook [Privileged:ClusterAdmin] ";
    private const string Pods = "/api/v1/namespaces/default/pods";
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

    [Fact(DisplayName = Prefix + "listing mutating webhooks should work [Conformance]")]
    public async Task MutatingConfigurations_DeletedByTheirLabel_ChangeNothingMore()
    {
        await using var webhook = await StartAsync(r => Adding(r, "second", after: "first"));
        await using var server = await ApiServer.StartAsync();
        for (var i = 0; i < 10; i++) await server.RegisterAsync(Mutating, $"w{i}", webhook.Hook());
        (await server.NamesAsync(Mutating + "?labelSelector=of%3Dtests")).Count.ShouldBe(10);
        await server.MapAsync("before");
        (await server.KeysAsync("before")).ShouldBe(["first", "second"], ignoreOrder: true);
        (await server.SendAsync(HttpMethod.Delete, Mutating + "?labelSelector=of%3Dtests")).Code.ShouldBe(200);
        await server.MapAsync("after");
        (await server.KeysAsync("after")).ShouldBe(["first"]);
    }

    [Fact(DisplayName = Prefix + "patching/updating a validating webhook should work [Conformance]")]
    public async Task ValidatingConfiguration_Updated_CountsAtOnce()
    {
        await using var webhook = await StartAsync(_ => Denied("no"));
        await using var server = await ApiServer.StartAsync();
        await server.RegisterAsync(Validating, "w", webhook.Hook());
        (await server.MapAsync("a")).Code.ShouldBe(400);
        var body = (DraftObject)Draft.From((await server.GetsAsync(Validating + "/w")).Root);
        ((DraftObject)((DraftObject)body.Array("webhooks")[0]).Array("rules")[0])["operations"] = new DraftArray { "UPDATE" };
        await server.ReplacesAsync(Validating + "/w", body);
        (await server.MapAsync("b")).Code.ShouldBe(201);
        await server.SendAsync(HttpMethod.Patch, Validating + "/w", """[{"op":"replace","path":"/webhooks/0/rules/0/operations","value":["CREATE"]}]""", "application/json-patch+json");
        (await server.MapAsync("c")).Code.ShouldBe(400);
    }

    [Fact(DisplayName = Prefix + "should be able to deny attaching pod [Conformance]")]
    public async Task Attach_Denied_NeverReachesTheNode()
    {
        await using var webhook = await StartAsync(_ => Denied("attaching to pod is not allowed"));
        await using var server = await ApiServer.StartAsync();
        await PodAsync(server, "p");
        await server.RegisterAsync(Validating, "w", webhook.Hook(rule: """{"operations":["CONNECT"],"apiGroups":[""],"apiVersions":["v1"],"resources":["pods/attach"]}"""));
        var (code, answer) = await server.SendAsync(HttpMethod.Post, Pods + "/p/attach?container=main&stdout=true");
        (code, answer.Root["message"u8].AsString()).ShouldBe((400, "admission webhook \"hook.example.com\" denied the request: attaching to pod is not allowed"));
    }

    [Fact(DisplayName = Prefix + "should be able to deny custom resource creation, update and deletion [Conformance]")]
    public async Task CustomObject_ThatOffends_IsNeitherMadeNorChangedNorDeleted()
    {
        await using var webhook = await StartAsync(r => (r["operation"u8].AsString() == "DELETE" ? r["oldObject"u8] : r["object"u8])["spec"u8]["labels"u8]["offends"].Exists ? Denied("the boat offends") : Allowed());
        await using var server = await ApiServer.StartAsync();
        await server.DefineAsync();
        await server.RegisterAsync(Validating, "w", webhook.Hook(rule: BoatRule.Replace("\"CREATE\"", "\"CREATE\",\"UPDATE\",\"DELETE\"", StringComparison.Ordinal)));
        const string Offence = """{"spec":{"labels":{"offends":"yes"}}}""";
        (await server.SendAsync(HttpMethod.Post, Boats, BoatOf("a", """{"colour":"red","labels":{"offends":"yes"}}"""))).Code.ShouldBe(400);
        await server.CreatesAsync(Boats, BoatOf("b", """{"colour":"red"}"""));
        var (code, answer) = await server.SendAsync(HttpMethod.Patch, Boats + "/b", Offence, Answers.Merge);
        (code, answer.Root["message"u8].AsString()).ShouldBe((400, "admission webhook \"hook.example.com\" denied the request: the boat offends"));
        await server.SendAsync(HttpMethod.Patch, Validating + "/w", """[{"op":"replace","path":"/webhooks/0/rules/0/operations","value":["DELETE"]}]""", "application/json-patch+json");
        await server.PatchesAsync(Boats + "/b", Offence);
        (await server.SendAsync(HttpMethod.Delete, Boats + "/b")).Code.ShouldBe(400);
        await server.PatchesAsync(Boats + "/b", """{"spec":{"labels":null}}""");
        await server.DeletesAsync(Boats + "/b");
    }

    [Fact(DisplayName = Prefix + "should be able to deny pod and configmap creation [Conformance]")]
    public async Task PodsAndMaps_ThatOffend_AreDenied_AlsoWhenNobodyAnswers()
    {
        await using var webhook = await WebhookServer.StartAsync(
            (context, asked) => asked.Root["request"u8]["name"u8].AsString() == "hangs"
                ? Task.Delay(Timeout.Infinite, context.RequestAborted)
                : AnswerAsync(context, asked, r => r["object"u8]["metadata"u8]["labels"u8]["offends"].Exists ? Denied("it offends") : Allowed()),
            "127.0.0.1");
        await using var server = await ApiServer.StartAsync();
        await PodAsync(server, "before");
        await server.SendAsync(HttpMethod.Post, "/api/v1/namespaces", """{"metadata":{"name":"spared","labels":{"spared":"yes"}}}""");
        await server.RegisterAsync(Validating, "w", webhook.Hook(
            rule: """{"operations":["CREATE","UPDATE"],"apiGroups":[""],"apiVersions":["v1"],"resources":["pods","configmaps"]}""",
            more: ""","timeoutSeconds":1,"namespaceSelector":{"matchExpressions":[{"key":"spared","operator":"DoesNotExist"}]}"""));
        (await PodAsync(server, "a", """{"offends":"yes"}""")).Code.ShouldBe(400);
        var (code, answer) = await PodAsync(server, "hangs");
        code.ShouldBe(500);
        answer.Root["message"u8].AsString().ShouldMatch("^Internal error occurred: failed calling webhook \"hook\\.example\\.com\": failed to call webhook: Post .*: context deadline exceeded$");
        (await server.MapAsync("m")).Code.ShouldBe(201);
        const string Offence = """{"metadata":{"labels":{"offends":"yes"}}}""";
        (await server.SendAsync(HttpMethod.Patch, Maps + "/m", Offence, Answers.Merge)).Code.ShouldBe(400);
        (await server.SendAsync(HttpMethod.Post, Maps.Replace("default", "spared", StringComparison.Ordinal), """{"metadata":{"name":"m","labels":{"offends":"yes"}}}""")).Code.ShouldBe(201);
    }

    [Fact(DisplayName = Prefix + "should deny crd creation [Conformance]")]
    public async Task Definition_Denied_IsNotMade()
    {
        await using var webhook = await StartAsync(_ => Denied("no new kinds"));
        await using var server = await ApiServer.StartAsync();
        await server.RegisterAsync(Validating, "w", webhook.Hook(rule: """{"operations":["CREATE"],"apiGroups":["apiextensions.k8s.io"],"apiVersions":["*"],"resources":["customresourcedefinitions"]}"""));
        var (code, answer) = await server.SendAsync(HttpMethod.Post, Definitions, Boat);
        (code, answer.Root["message"u8].AsString()).ShouldBe((400, "admission webhook \"hook.example.com\" denied the request: no new kinds"));
        (await server.NamesAsync(Definitions)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("1", "Fail", 500, TestDisplayName = Prefix + "should honor timeout [Conformance]: shorter than the answer, Fail")]
    [InlineData("1", "Ignore", 201, TestDisplayName = Prefix + "should honor timeout [Conformance]: shorter than the answer, Ignore")]
    [InlineData("30", "Fail", 201, TestDisplayName = Prefix + "should honor timeout [Conformance]: longer than the answer")]
    public async Task Timeout_IsTheWebhooksOwn(string seconds, string policy, int code)
    {
        var released = new TaskCompletionSource();
        await using var webhook = await WebhookServer.StartAsync(
            async (context, asked) =>
            {
                if (seconds == "1") await released.Task.WaitAsync(context.RequestAborted);
                await AnswerAsync(context, asked, _ => Allowed());
            },
            "127.0.0.1");
        await using var server = await ApiServer.StartAsync();
        await server.RegisterAsync(Validating, "w", webhook.Hook(more: $$""","timeoutSeconds":{{seconds}},"failurePolicy":"{{policy}}" """));
        (await server.MapAsync("m")).Code.ShouldBe(code);
        released.SetResult();
    }

    [Fact(DisplayName = Prefix + "should include webhook resources in discovery documents [Conformance]")]
    public async Task Configurations_AreInDiscovery()
    {
        const string Group = "admissionregistration.k8s.io";
        await using var server = await ApiServer.StartAsync();
        (await server.GetsAsync("/apis")).ToString().ShouldContain($"\"groupVersion\":\"{Group}/v1\"");
        (await server.GetsAsync("/apis/" + Group)).ToString().ShouldContain($"\"groupVersion\":\"{Group}/v1\"");
        var resources = (await server.GetsAsync($"/apis/{Group}/v1")).ToString();
        foreach (var resource in (string[])["mutatingwebhookconfigurations", "validatingwebhookconfigurations"]) resources.ShouldContain($"\"name\":\"{resource}\"");
    }

    [Fact(DisplayName = Prefix + "should mutate configmap [Conformance]")]
    public async Task Webhooks_OfOneConfiguration_ChangeOneAfterTheOther()
    {
        await using var first = await StartAsync(r => Adding(r, "second", after: "first"));
        await using var second = await StartAsync(r => Adding(r, "third", after: "second"));
        await using var server = await ApiServer.StartAsync();
        await server.RegisterAsync(Mutating, "w", first.Hook("first.example.com"), second.Hook("second.example.com"));
        await server.MapAsync("m");
        (await server.KeysAsync("m")).ShouldBe(["first", "second", "third"], ignoreOrder: true);
    }

    [Fact(DisplayName = Prefix + "should mutate everything except 'skip-me' configmaps [Conformance]")]
    public async Task Map_ThatAConditionSpares_IsLeftAsItIs()
    {
        await using var webhook = await StartAsync(r => Adding(r, "second", after: "first"));
        await using var server = await ApiServer.StartAsync();
        await server.RegisterAsync(Mutating, "w", webhook.Hook(more: ""","matchConditions":[{"name":"skip-me","expression":"object.metadata.name != 'skip-me'"}]"""));
        foreach (var (name, keys) in ((string, int)[])[("skip-me", 1), ("mutate-me", 2)])
        {
            await server.MapAsync(name);
            (await server.KeysAsync(name)).Count.ShouldBe(keys);
        }
    }

    [Fact(DisplayName = Prefix + "should mutate pod and apply defaults after mutation [Conformance]")]
    public async Task InitContainer_ThatAWebhookAdds_GetsItsDefaults()
    {
        await using var webhook = await StartAsync(_ => Patched("""[{"op":"add","path":"/spec/initContainers","value":[{"name":"added","image":"app:1","resources":{}}]}]"""));
        await using var server = await ApiServer.StartAsync();
        await server.RegisterAsync(Mutating, "w", webhook.Hook(rule: """{"operations":["CREATE"],"apiGroups":[""],"apiVersions":["v1"],"resources":["pods"]}"""));
        var (_, pod) = await PodAsync(server, "p");
        pod.Spec["initContainers"u8].Count.ShouldBe(1);
        pod.Spec["initContainers"u8][0]["terminationMessagePolicy"u8].AsString().ShouldBe("File");
    }

    [Theory]
    [InlineData("crew", 7, TestDisplayName = Prefix + "should mutate custom resource [Conformance]")]
    [InlineData("nobody-knows-this", 2, TestDisplayName = Prefix + "should mutate custom resource with pruning [Conformance]")]
    public async Task CustomObject_IsChanged_WithinItsSchema(string field, int crew)
    {
        await using var webhook = await StartAsync(_ => Patched($$$"""[{"op":"add","path":"/spec/{{{field}}}","value":7}]"""));
        await using var server = await ApiServer.StartAsync();
        await server.DefineAsync();
        await server.RegisterAsync(Mutating, "w", webhook.Hook(rule: BoatRule));
        var boat = await server.CreatesAsync(Boats, BoatOf("a", """{"colour":"red"}"""));
        boat.Spec["crew"u8].AsInt64().ShouldBe(crew);
        boat.Spec["nobody-knows-this"u8].Exists.ShouldBeFalse();
    }

    [Fact(DisplayName = Prefix + "should mutate custom resource with different stored version [Conformance]")]
    public async Task CustomObject_WhoseStoredVersionChanges_IsStillChanged()
    {
        const string Old = "{\"name\":\"v1\",\"served\":true,\"storage\":true,";
        await using var webhook = await StartAsync(_ => Patched("""[{"op":"add","path":"/spec/labels","value":{"seen":"yes"}}]"""));
        await using var server = await ApiServer.StartAsync();
        var one = Boat[(Boat.IndexOf(Old, StringComparison.Ordinal) + Old.Length)..Boat.LastIndexOf("]}", StringComparison.Ordinal)];
        await server.DefineAsync();
        await server.RegisterAsync(Mutating, "w", webhook.Hook(rule: BoatRule.Replace("\"CREATE\"", "\"CREATE\",\"UPDATE\"", StringComparison.Ordinal)));
        await server.CreatesAsync(Boats, BoatOf("a", """{"colour":"red"}"""));
        await server.PatchesAsync(Definitions + "/boats.harbour.example.com",
            "{\"spec\":{\"versions\":[{\"name\":\"v1\",\"served\":true,\"storage\":false," + one + ",{\"name\":\"v2\",\"served\":true,\"storage\":true," + one + "]}}");
        while ((await server.SendAsync(HttpMethod.Get, Boats.Replace("v1", "v2", StringComparison.Ordinal))).Code != 200) await Task.Yield();
        await server.PatchesAsync(Boats + "/a", """{"spec":{"colour":"blue","labels":null}}""");
        var boat = await server.GetsAsync(Boats + "/a");
        (boat.Spec["colour"u8].AsString(), boat.Spec["labels"u8]["seen"].AsString()).ShouldBe(("blue", "yes"));
    }

    private static async Task<(int Code, Document Body)> PodAsync(ApiServer server, string name, string labels = "{}")
    {
        await server.SendAsync(HttpMethod.Post, "/api/v1/namespaces/default/serviceaccounts", """{"metadata":{"name":"default"}}""");
        return await server.SendAsync(HttpMethod.Post, Pods, $$$"""{"metadata":{"name":"{{{name}}}","labels":{{{labels}}} },"spec":{"containers":[{"name":"main","image":"app:1"}]} }""");
    }
}
