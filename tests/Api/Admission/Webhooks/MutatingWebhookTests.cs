using Timonier.Api.Tests.CustomResources;
using Timonier.Documents;
using static Timonier.Api.Tests.Admission.Webhooks.AdmissionWebhook;

namespace Timonier.Api.Tests.Admission.Webhooks;

public class MutatingWebhookTests
{
    [Fact]
    public async Task Configurations_AreAskedInTheOrderOfTheirNames()
    {
        await using var first = await StartAsync(r => Adding(r, "second", after: "first"));
        await using var second = await StartAsync(r => Adding(r, "third", after: "second"));
        await using var server = await ApiServer.StartAsync();
        await server.RegisterAsync(Mutating, "b", second.Hook("second.example.com"));
        await server.RegisterAsync(Mutating, "a", first.Hook("first.example.com"));
        (await server.MapAsync("m")).Code.ShouldBe(201);
        (await server.KeysAsync("m")).ShouldBe(["first", "second", "third"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("Never", 1)]
    [InlineData("IfNeeded", 2)]
    public async Task Webhook_IsAskedAgain_AfterALaterOneChangedTheObject(string policy, int times)
    {
        await using var first = await StartAsync(r => Adding(r, "third", after: "second"));
        await using var second = await StartAsync(r => Adding(r, "second", after: "first"));
        await using var server = await ApiServer.StartAsync();
        await server.RegisterAsync(Mutating, "a", first.Hook("first.example.com", more: $$""","reinvocationPolicy":"{{policy}}" """), second.Hook("second.example.com"));
        (await server.MapAsync("m")).Code.ShouldBe(201);
        first.Asked.Count.ShouldBe(times);
        second.Asked.Count.ShouldBe(1);
        (await server.KeysAsync("m")).Contains("third").ShouldBe(times == 2);
    }

    [Fact]
    public async Task OwnSteps_LookAgainAtWhatAWebhookAdded()
    {
        await using var webhook = await StartAsync(_ => Patched("""[{"op":"add","path":"/spec/containers/-","value":{"name":"sidecar","image":"proxy:1"}}]"""));
        await using var server = await ApiServer.StartAsync();
        await server.RegisterAsync(Mutating, "a", webhook.Hook(rule: """{"operations":["CREATE"],"apiGroups":[""],"apiVersions":["v1"],"resources":["pods"]}"""));
        (await server.SendAsync(HttpMethod.Post, "/api/v1/namespaces/default/serviceaccounts", """{"metadata":{"name":"default"}}""")).Code.ShouldBeOneOf(201, 409);
        var (code, pod) = await server.SendAsync(HttpMethod.Post, "/api/v1/namespaces/default/pods", """{"metadata":{"name":"p"},"spec":{"containers":[{"name":"main","image":"app:1"}]}}""");
        code.ShouldBe(201, pod.ToString());
        webhook.Asked.Count.ShouldBe(1);
        var sidecar = pod.Spec["containers"u8][1];
        sidecar["name"u8].AsString().ShouldBe("sidecar");
        sidecar["terminationMessagePolicy"u8].AsString().ShouldBe("File");
        sidecar["volumeMounts"u8][0]["mountPath"u8].AsString().ShouldBe("/var/run/secrets/kubernetes.io/serviceaccount");
    }

    [Theory]
    [InlineData("""{"allowed":true,"patch":"W10="}""", "failed calling webhook \"hook.example.com\": received invalid webhook response: webhook returned response.patch but not response.patchType")]
    [InlineData("""{"allowed":true,"patchType":"JSONPatch"}""", "failed calling webhook \"hook.example.com\": received invalid webhook response: webhook returned response.patchType but not response.patch")]
    [InlineData("""{"allowed":true,"patchType":"Merge","patch":"W10="}""", "failed calling webhook \"hook.example.com\": received invalid webhook response: webhook returned invalid response.patchType of \"Merge\"")]
    public async Task Patch_InAWrongForm_IsAFailedCall(string response, string message)
    {
        await using var webhook = await StartAsync(_ => (DraftObject)Draft.From(Document.Parse(response).Root));
        await using var server = await ApiServer.StartAsync();
        await server.RegisterAsync(Mutating, "a", webhook.Hook());
        (await server.MapAsync("m")).ShouldBe((500, "Internal error occurred: " + message));
    }

    [Theory]
    [InlineData("""[{"op":"remove","path":"/nowhere"}]""", 500)]
    [InlineData("""[{"op":"add","path":"/data","value":7}]""", 500)]
    [InlineData("""[{"op":"replace","path":"/metadata/namespace","value":"kube-system"}]""", 400)]
    [InlineData("""[{"op":"replace","path":"","value":[]}]""", 500)]
    [InlineData("""[{"op":"add","path":"/data/a b","value":"x"}]""", 422)]
    public async Task Patch_ThatLeavesNoGoodObject_EndsTheWrite(string patch, int code)
    {
        await using var webhook = await StartAsync(_ => Patched(patch));
        await using var server = await ApiServer.StartAsync();
        await server.RegisterAsync(Mutating, "a", webhook.Hook());
        (await server.MapAsync("m")).Code.ShouldBe(code);
        (await server.SendAsync(HttpMethod.Get, Maps + "/m")).Code.ShouldBe(404);
    }

    [Fact]
    public async Task Deletion_CannotBeChanged_OnlyRefused()
    {
        await using var webhook = await StartAsync(_ => Patched("""[{"op":"add","path":"/data/x","value":"y"}]"""));
        await using var server = await ApiServer.StartAsync();
        (await server.MapAsync("m")).Code.ShouldBe(201);
        await server.RegisterAsync(Mutating, "a", webhook.Hook(rule: MapRule.Replace("CREATE", "DELETE", StringComparison.Ordinal)));
        var (code, status) = await server.SendAsync(HttpMethod.Delete, Maps + "/m");
        (code, status.Root["message"u8].AsString()).ShouldBe((500, "Internal error occurred: admission webhook \"hook.example.com\" attempted to modify the object, which is not supported for this operation"));
    }

    [Fact]
    public async Task CustomObject_IsChanged_AndPrunedAfterwards()
    {
        await using var webhook = await StartAsync(_ => Patched("""[{"op":"add","path":"/spec/name","value":"argo"},{"op":"add","path":"/spec/unheard","value":"of"}]"""));
        await using var server = await ApiServer.StartAsync();
        await server.DefineAsync();
        await server.RegisterAsync(Mutating, "a", webhook.Hook(rule: BoatRule));
        var (code, boat) = await server.SendAsync(HttpMethod.Post, TestDefinitions.Boats, TestDefinitions.BoatOf("b", """{"colour":"red"}"""));
        code.ShouldBe(201, boat.ToString());
        boat.Spec["name"u8].AsString().ShouldBe("argo");
        boat.Spec["unheard"u8].Exists.ShouldBeFalse();
    }
}
