using Timonier.Documents;

namespace Timonier.Api.Tests.Conformance;

public sealed class NamespaceTests
{
    private const string Path = "/api/v1/namespaces/n";

    private static async Task<ApiServer> WithNamespaceAsync()
    {
        var server = await ApiServer.StartAsync();
        await server.CreatesAsync("/api/v1/namespaces", """{"metadata":{"name":"n"}}""");
        return server;
    }

    [Fact(DisplayName = "[sig-api-machinery] Namespaces [Serial] should patch a Namespace")]
    public async Task Patch_AddsALabel()
    {
        await using var server = await WithNamespaceAsync();
        await server.PatchesAsync(Path, """{"metadata":{"labels":{"testLabel":"testValue"}}}""");
        (await server.GetsAsync(Path)).Metadata["labels"u8]["testLabel"u8].AsString().ShouldBe("testValue");
    }

    [Fact(DisplayName = "[sig-api-machinery] Namespaces [Serial] should apply an update to a Namespace")]
    public async Task Update_AddsALabel()
    {
        await using var server = await WithNamespaceAsync();
        var body = DraftObject.Of(await server.GetsAsync(Path));
        body.Object("metadata").Object("labels")["n"] = "updated";
        (await server.ReplacesAsync(Path, body)).Metadata["labels"u8]["n"u8].AsString().ShouldBe("updated");
    }

    [Fact(DisplayName = "[sig-api-machinery] Namespaces [Serial] should apply changes to a namespace status")]
    public async Task Status_IsPatchedAndUpdated()
    {
        await using var server = await WithNamespaceAsync();
        (await server.GetsAsync(Path + "/status")).Status["phase"u8].AsString().ShouldBe("Active");
        var patched = await server.PatchesAsync(Path + "/status", """{"metadata":{"annotations":{"e2e-patched":"true"}},"status":{"conditions":[{"type":"StatusPatch","status":"True","reason":"E2E","message":"Patched by an e2e test"}]}}""");
        patched.Status["conditions"u8][0]["type"u8].AsString().ShouldBe("StatusPatch");
        var body = DraftObject.Of(patched);
        body.Object("status").Array("conditions").Add(new DraftObject { ["type"] = "StatusUpdate", ["status"] = "True", ["reason"] = "E2E", ["message"] = "Updated by an e2e test" });
        (await server.ReplacesAsync(Path + "/status", body)).Status["conditions"u8][1]["type"u8].AsString().ShouldBe("StatusUpdate");
    }

    [Fact(DisplayName = "[sig-api-machinery] Namespaces [Serial] should apply a finalizer to a Namespace")]
    public async Task Finalizer_IsAddedAndTakenAway()
    {
        await using var server = await WithNamespaceAsync();
        const string Mine = "e2e.example.com/fakeFinalizer";
        var body = DraftObject.Of(await server.GetsAsync(Path));
        body.Object("spec").Array("finalizers").Add(Mine);
        (await server.ReplacesAsync(Path + "/finalize", body)).Spec["finalizers"u8].ToString().ShouldContain(Mine);
        body = DraftObject.Of(await server.GetsAsync(Path));
        body.Object("spec").Array("finalizers").RemoveAll(f => f.AsString() == Mine);
        (await server.ReplacesAsync(Path + "/finalize", body)).Spec["finalizers"u8].ToString().ShouldBe("""["kubernetes"]""");
    }
}
