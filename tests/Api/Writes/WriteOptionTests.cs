using Timonier.Documents;

namespace Timonier.Api.Tests.Writes;

public sealed class WriteOptionTests
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";
    private const string Deployments = "/apis/apps/v1/namespaces/default/deployments";
    private const string Merge = "application/merge-patch+json";
    private const string Deployment = """
        {"metadata":{"name":"d"},"spec":{"selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i:1"}]}}}}
        """;

    [Theory]
    [InlineData("POST", ConfigMaps + "?dryRun=x", "CreateOptions", "dryRun: Unsupported value: [\"x\"]: supported values: \"All\"")]
    [InlineData("PUT", ConfigMaps + "/a?fieldValidation=Loose", "UpdateOptions", "fieldValidation: Unsupported value: \"Loose\": supported values: \"\", \"Ignore\", \"Strict\", \"Warn\"")]
    [InlineData("PATCH", ConfigMaps + "/a?force=true", "PatchOptions", "force: Forbidden: may not be specified for non-apply patch")]
    [InlineData("POST", ConfigMaps + "?fieldManager=a%01b", "CreateOptions", "fieldManager: Invalid value: \"a\\x01b\": invalid character U+0001 (at position 1)")]
    public async Task Options_ThatMakeNoSense_AreRefused(string method, string path, string kind, string why)
    {
        await using var server = await ApiServer.StartAsync();
        await server.SendAsync(HttpMethod.Post, ConfigMaps, """{"metadata":{"name":"a"}}""");
        var (code, status) = await server.SendAsync(new HttpMethod(method), path, """{"metadata":{"name":"a"}}""", method == "PATCH" ? Merge : "application/json");
        status.Root["message"u8].AsString().ShouldBe($"{kind}.meta.k8s.io \"\" is invalid: {why}");
        code.ShouldBe(422);
    }

    [Fact]
    public async Task Manager_WithALongName_IsRefused()
    {
        await using var server = await ApiServer.StartAsync();
        var (code, status) = await server.SendAsync(HttpMethod.Post, $"{ConfigMaps}?fieldManager={new string('m', 129)}", """{"metadata":{"name":"a"}}""");
        code.ShouldBe(422);
        status.Root["message"u8].AsString().ShouldBe("CreateOptions.meta.k8s.io \"\" is invalid: fieldManager: Too long: may not be more than 128 bytes");
    }

    [Fact]
    public async Task DryRun_OfSubresources_LeavesNothingBehind()
    {
        await using var server = await ApiServer.StartAsync();
        const string Pods = "/api/v1/namespaces/default/pods";
        await server.SendAsync(HttpMethod.Post, "/api/v1/namespaces/default/serviceaccounts", """{"metadata":{"name":"default"}}""");
        await server.SendAsync(HttpMethod.Post, Pods, """{"metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"i"}]}}""");
        await server.SendAsync(HttpMethod.Post, Deployments, Deployment);
        var before = server.Store.CurrentRevision;
        (await server.SendAsync(HttpMethod.Patch, Deployments + "/d/scale?dryRun=All", """{"spec":{"replicas":4}}""", Merge)).Body.Spec["replicas"u8].AsInt64().ShouldBe(4);
        (await server.SendAsync(HttpMethod.Patch, Deployments + "/d/status?dryRun=All", """{"status":{"replicas":4}}""", Merge)).Body.Status["replicas"u8].AsInt64().ShouldBe(4);
        (await server.SendAsync(HttpMethod.Post, Pods + "/p/binding?dryRun=All", """{"target":{"kind":"Node","name":"n1"}}""")).Code.ShouldBe(201);
        (await server.SendAsync(HttpMethod.Post, Pods + "/p/eviction?dryRun=All", """{"metadata":{"name":"p"}}""")).Code.ShouldBe(201);
        (await server.SendAsync(HttpMethod.Put, ConfigMaps + "/none?dryRun=All", """{"metadata":{"name":"none"}}""")).Code.ShouldBe(404);
        server.Store.CurrentRevision.ShouldBe(before);
    }

    [Theory]
    [InlineData("""{"spec":{"replicas":3}}""", "", 2)]
    [InlineData("""{"metadata":{"annotations":{"why":"x"}}}""", "", 2)]
    [InlineData("""{"metadata":{"labels":{"why":"x"}}}""", "", 1)]
    [InlineData("""{"status":{"replicas":3}}""", "/status", 1)]
    [InlineData("""{"metadata":{"generation":9}}""", "", 1)]
    public async Task Generation_CountsWishes_NotReports(string patch, string subresource, int expected)
    {
        await using var server = await ApiServer.StartAsync();
        (await server.SendAsync(HttpMethod.Post, Deployments, Deployment)).Body.Metadata["generation"u8].AsInt64().ShouldBe(1);
        (await server.SendAsync(HttpMethod.Patch, Deployments + "/d" + subresource, patch, Merge)).Body.Metadata["generation"u8].AsInt64().ShouldBe(expected);
    }

    [Theory]
    [InlineData("Strict", 400)]
    [InlineData("Warn", 201)]
    [InlineData("Ignore", 201)]
    [InlineData("", 201)]
    public async Task UnknownField_IsRefusedToldOrPassedOver(string validation, int expected)
    {
        await using var server = await ApiServer.StartAsync();
        using var body = new StringContent("""{"metadata":{"name":"a","nam":"b"}}""", System.Text.Encoding.UTF8, "application/json");
        using var response = await server.AskAsync(HttpMethod.Post, $"{ConfigMaps}?fieldValidation={validation}", body);
        ((int)response.StatusCode).ShouldBe(expected);
        response.Headers.TryGetValues("Warning", out var warnings).ShouldBe(validation is "Warn" or "");
        if (warnings is not null) warnings.ShouldBe(["299 - \"unknown field \\\"metadata.nam\\\"\""]);
    }

    [Fact]
    public async Task Update_MeantForAnEarlierObject_IsRefused()
    {
        await using var server = await ApiServer.StartAsync();
        var (_, map) = await server.SendAsync(HttpMethod.Post, ConfigMaps, """{"metadata":{"name":"a"}}""");
        var (code, status) = await server.SendAsync(HttpMethod.Put, ConfigMaps + "/a", """{"metadata":{"name":"a","uid":"gone"}}""");
        code.ShouldBe(409);
        status.Root["message"u8].AsString().ShouldBe(
            "Operation cannot be fulfilled on configmaps \"a\": StorageError: invalid object, Code: 4, Key: /registry/configmaps/default/a, ResourceVersion: 0, "
            + $"AdditionalErrorMsg: Precondition failed: UID in precondition: gone, UID in object meta: {map.Uid}");
    }

    [Fact]
    public async Task Lease_UpdatedWithoutAVersion_IsRefused()
    {
        await using var server = await ApiServer.StartAsync();
        const string Leases = "/apis/coordination.k8s.io/v1/namespaces/default/leases";
        await server.SendAsync(HttpMethod.Post, Leases, """{"metadata":{"name":"a"}}""");
        var (code, status) = await server.SendAsync(HttpMethod.Put, Leases + "/a", """{"metadata":{"name":"a"}}""");
        code.ShouldBe(422);
        status.Root["message"u8].AsString().ShouldBe("leases.coordination.k8s.io \"a\" is invalid: metadata.resourceVersion: Invalid value: 0: must be specified for an update");
    }

    [Theory]
    [InlineData("POST", "?dryRun=All&dryRun=All", """{"metadata":{"name":"new"}}""", 201)]
    [InlineData("DELETE", "/a", """{"kind":"Eviction","apiVersion":"policy/v1","metadata":{"name":"a"}}""", 400)]
    [InlineData("DELETE", "/a", """{"kind":"DeleteOptions","apiVersion":"v1","dryRun":["All","All"]}""", 200)]
    public async Task Write_ThatIsNotMeant_LeavesNothingBehind(string method, string path, string body, int expected)
    {
        await using var server = await ApiServer.StartAsync();
        await server.SendAsync(HttpMethod.Post, ConfigMaps, """{"metadata":{"name":"a"}}""");
        var before = server.Store.CurrentRevision;
        (await server.SendAsync(new HttpMethod(method), ConfigMaps + path, body)).Code.ShouldBe(expected);
        server.Store.CurrentRevision.ShouldBe(before);
    }

    [Theory]
    [InlineData("POST", "/api/v1/configmaps", 405)]
    [InlineData("PUT", "/api/v1/configmaps", 405)]
    [InlineData("DELETE", "/api/v1/configmaps", 405)]
    [InlineData("DELETE", "/api/v1/configmaps/a", 404)]
    [InlineData("POST", "/apis/authorization.k8s.io/v1/localsubjectaccessreviews", 404)]
    public async Task AllNamespaces_CanOnlyBeRead(string method, string path, int expected)
    {
        await using var server = await ApiServer.StartAsync();
        (await server.SendAsync(new HttpMethod(method), path, """{"metadata":{"name":"a"}}""")).Code.ShouldBe(expected);
        (await server.SendAsync(HttpMethod.Get, "/api/v1/configmaps")).Code.ShouldBe(200);
    }
}
