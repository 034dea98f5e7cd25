using static Timonier.Api.Tests.Writes.ManagedFieldsTests;

namespace Timonier.Api.Tests.Writes;

public sealed class ServerSideApplyTests
{
    private const string Apply = "application/apply-patch+yaml";
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";
    private const string Deployments = "/apis/apps/v1/namespaces/default/deployments";
    private const string Deployment = """
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"d","namespace":"default"},"spec":{"replicas":2,"selector":{"matchLabels":{"a":"b"}},
        "template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i:1"}]}}}}
        """;

    [Fact]
    public async Task Apply_ToNothing_Creates()
    {
        await using var server = await ApiServer.StartAsync();

        var (code, made) = await server.SendAsync(HttpMethod.Patch, Deployments + "/d?fieldManager=me", Deployment, Apply);

        code.ShouldBe(201);
        made.Metadata["generation"u8].AsInt64().ShouldBe(1);
        Owners(made).ShouldBe(["me"]);
        Fields(made, "me").ShouldBe("""
            {"f:spec":{"f:replicas":{},"f:selector":{},"f:template":{"f:metadata":{"f:labels":{"f:a":{}}},
            "f:spec":{"f:containers":{"k:{\"name\":\"c\"}":{".":{},"f:image":{},"f:name":{}}}}}}}
            """.ReplaceLineEndings(""));
    }

    [Fact]
    public async Task Apply_InYaml_Works()
    {
        await using var server = await ApiServer.StartAsync();

        var (code, made) = await server.SendAsync(HttpMethod.Patch, ConfigMaps + "/a?fieldManager=me", "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  k: \"1\"\n", Apply);

        code.ShouldBe(201);
        made.Root["data"u8]["k"u8].AsString().ShouldBe("1");
    }

    [Fact]
    public async Task Apply_TheSameAgain_WritesNothing()
    {
        await using var server = await ApiServer.StartAsync();
        var (_, made) = await server.SendAsync(HttpMethod.Patch, Deployments + "/d?fieldManager=me", Deployment, Apply);

        var (code, again) = await server.SendAsync(HttpMethod.Patch, Deployments + "/d?fieldManager=me", Deployment, Apply);

        code.ShouldBe(200);
        again.ToString().ShouldBe(made.ToString());
    }

    [Fact]
    public async Task Apply_DroppedField_TakesItsDefaultAgain()
    {
        await using var server = await ApiServer.StartAsync();
        await server.SendAsync(HttpMethod.Patch, Deployments + "/d?fieldManager=me", Deployment, Apply);

        var (_, now) = await server.SendAsync(HttpMethod.Patch, Deployments + "/d?fieldManager=me", Deployment.Replace("\"replicas\":2,", "", StringComparison.Ordinal), Apply);

        now.Spec["replicas"u8].AsInt64().ShouldBe(1);
        now.Metadata["generation"u8].AsInt64().ShouldBe(2);
    }

    [Fact]
    public async Task Apply_AnothersField_IsAConflictWithCauses()
    {
        await using var server = await ApiServer.StartAsync();
        await server.SendAsync(HttpMethod.Patch, Deployments + "/d?fieldManager=me", Deployment, Apply);
        await server.SendAsync(HttpMethod.Patch, Deployments + "/d/scale?fieldManager=scaler", """{"spec":{"replicas":5}}""", "application/merge-patch+json");

        var (code, status) = await server.SendAsync(HttpMethod.Patch, Deployments + "/d?fieldManager=me", Deployment, Apply);

        code.ShouldBe(409);
        status.Root["reason"u8].AsString().ShouldBe("Conflict");
        status.Root["message"u8].AsString().ShouldBe("Apply failed with 1 conflict: conflict with \"scaler\" with subresource \"scale\" using apps/v1: .spec.replicas");
        status.Root["details"u8]["causes"u8].ToString().ShouldBe("""[{"reason":"FieldManagerConflict","message":"conflict with \"scaler\" with subresource \"scale\" using apps/v1","field":".spec.replicas"}]""");
    }

    [Fact]
    public async Task Apply_WithForce_TakesTheField()
    {
        await using var server = await ApiServer.StartAsync();
        await server.SendAsync(HttpMethod.Patch, Deployments + "/d?fieldManager=first", Deployment, Apply);

        var (code, now) = await server.SendAsync(HttpMethod.Patch, Deployments + "/d?fieldManager=second&force=true", Deployment.Replace("i:1", "i:2", StringComparison.Ordinal), Apply);

        code.ShouldBe(200);
        Fields(now, "first").ShouldNotContain("f:image");
        Fields(now, "second").ShouldContain("f:image");
    }

    [Fact]
    public async Task Apply_DryRun_ChangesNothing()
    {
        await using var server = await ApiServer.StartAsync();

        var (code, shown) = await server.SendAsync(HttpMethod.Patch, Deployments + "/d?fieldManager=me&dryRun=All", Deployment, Apply);

        code.ShouldBe(201);
        Owners(shown).ShouldBe(["me"]);
        (await server.SendAsync(HttpMethod.Get, Deployments + "/d")).Code.ShouldBe(404);
    }

    [Fact]
    public async Task Apply_ThroughStatus_OwnsStatusOnly()
    {
        await using var server = await ApiServer.StartAsync();
        await server.SendAsync(HttpMethod.Patch, Deployments + "/d?fieldManager=me", Deployment, Apply);

        var (code, now) = await server.SendAsync(HttpMethod.Patch, Deployments + "/d/status?fieldManager=loop",
            """{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"d"},"spec":{"replicas":9},"status":{"conditions":[{"type":"Available","status":"True","reason":"R","message":"m"}]}}""", Apply);

        code.ShouldBe(200);
        now.Spec["replicas"u8].AsInt64().ShouldBe(2);
        Fields(now, "loop").ShouldBe("""{"f:status":{"f:conditions":{"k:{\"type\":\"Available\"}":{".":{},"f:message":{},"f:reason":{},"f:status":{},"f:type":{}}}}}""");
    }

    [Fact]
    public async Task Apply_ThroughScale_OwnsReplicasAndMeetsTheOwner()
    {
        await using var server = await ApiServer.StartAsync();
        const string Scale = """{"apiVersion":"autoscaling/v1","kind":"Scale","metadata":{"name":"d"},"spec":{"replicas":7}}""";
        await server.SendAsync(HttpMethod.Patch, Deployments + "/d?fieldManager=me", Deployment, Apply);

        var (refused, status) = await server.SendAsync(HttpMethod.Patch, Deployments + "/d/scale?fieldManager=scaler", Scale, Apply);
        var (code, scale) = await server.SendAsync(HttpMethod.Patch, Deployments + "/d/scale?fieldManager=scaler&force=true", Scale, Apply);

        refused.ShouldBe(409);
        status.Root["message"u8].AsString().ShouldBe("Apply failed with 1 conflict: conflict with \"me\": .spec.replicas");
        code.ShouldBe(200);
        scale.Spec["replicas"u8].AsInt64().ShouldBe(7);
        Owners((await server.SendAsync(HttpMethod.Get, Deployments + "/d")).Body).ShouldBe(["me", "scaler/scale"], ignoreOrder: true);
    }

    [Fact]
    public async Task Apply_OlderResourceVersion_IsAConflict()
    {
        await using var server = await ApiServer.StartAsync();
        await server.SendAsync(HttpMethod.Post, ConfigMaps, """{"metadata":{"name":"a"},"data":{"k":"1"}}""");

        var (code, status) = await server.SendAsync(HttpMethod.Patch, ConfigMaps + "/a?fieldManager=me", """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","resourceVersion":"1"},"data":{"n":"1"}}""", Apply);

        code.ShouldBe(409);
        status.Root["message"u8].AsString().ShouldContain("the object has been modified");
    }

    [Fact]
    public async Task Apply_ServicePorts_OfOneNumberAndTwoProtocols_StandSideBySide()
    {
        await using var server = await ApiServer.StartAsync();
        const string Services = "/api/v1/namespaces/default/services/s";
        static string Service(string ports) => $$"""{"apiVersion":"v1","kind":"Service","metadata":{"name":"s"},"spec":{"ports":[{{ports}}]} }""";
        await server.SendAsync(HttpMethod.Patch, Services + "?fieldManager=a", Service("""{"name":"t","port":53}"""), Apply);

        var (code, now) = await server.SendAsync(HttpMethod.Patch, Services + "?fieldManager=b", Service("""{"name":"u","port":53,"protocol":"UDP"}"""), Apply);

        code.ShouldBe(200);
        now.Spec["ports"u8].Count.ShouldBe(2);
        now.Spec["clusterIP"u8].AsString().ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("?fieldManager=", Deployment, 422, "PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is required for apply patch")]
    [InlineData("?fieldManager=me", """{"apiVersion":"v1","kind":"Deployment"}""", 400, "invalid object type: /v1, Kind=Deployment")]
    [InlineData("?fieldManager=me", """{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"d","managedFields":[{"manager":"me"}]}}""", 400, "metadata.managedFields must be nil")]
    [InlineData("?fieldManager=me", """{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"other"}}""", 400, "the name of the object (other) does not match the name on the URL (d)")]
    [InlineData("?fieldManager=me", """{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"d","namespace":"default"},"spec":{"replica":1}}""", 500,
        "failed to create typed patch object (default/d; apps/v1, Kind=Deployment): .spec.replica: field not declared in schema")]
    [InlineData("?fieldManager=me", """{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"d"},"spec":{"replicas":"1"}}""", 500,
        "failed to create typed patch object (/d; apps/v1, Kind=Deployment): .spec.replicas: expected numeric (int or float), got string")]
    [InlineData("?fieldManager=me", """{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"d","uid":"u"}}""", 409,
        "Operation cannot be fulfilled on deployments.apps \"d\": uid mismatch: the provided object specified uid u, and no existing object was found")]
    public async Task Apply_ThatCannotBe_SaysWhy(string query, string config, int expected, string message)
    {
        await using var server = await ApiServer.StartAsync();

        var (code, status) = await server.SendAsync(HttpMethod.Patch, Deployments + "/d" + query, config, Apply);

        code.ShouldBe(expected);
        status.Root["message"u8].AsString().ShouldBe(message);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("- a")]
    [InlineData("a: b: c")]
    public async Task Apply_OfSomethingElseThanAnObject_Is400(string config)
    {
        await using var server = await ApiServer.StartAsync();

        var (code, status) = await server.SendAsync(HttpMethod.Patch, Deployments + "/d?fieldManager=me", config, Apply);

        code.ShouldBe(400);
        status.Root["message"u8].AsString().ShouldStartWith("error decoding YAML: ");
    }

    [Fact]
    public async Task Apply_InCbor_Is415()
    {
        await using var server = await ApiServer.StartAsync();

        (await server.SendAsync(HttpMethod.Patch, Deployments + "/d?fieldManager=me", "x", "application/apply-patch+cbor")).Code.ShouldBe(415);
    }

    [Fact]
    public async Task Apply_ToNothingWithoutTheRightToCreate_IsForbidden()
    {
        await using var server = await ApiServer.StartAsync(withRoles: true);
        await server.GrantAsync("eve", "patch", "", "configmaps");

        var (code, _) = await server.SendAsync(HttpMethod.Patch, ConfigMaps + "/a?fieldManager=me", """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"}}""", Apply, user: "eve");

        code.ShouldBe(403);
    }

    [Fact]
    public async Task Apply_AfterKubectlApply_TakesOverAndRenewsTheAnnotation()
    {
        await using var server = await ApiServer.StartAsync();
        const string Annotation = "kubectl.kubernetes.io/last-applied-configuration";
        await server.SendAsync(HttpMethod.Post, ConfigMaps + "?fieldManager=kubectl-client-side-apply",
            """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","annotations":{"kubectl.kubernetes.io/last-applied-configuration":"{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"a\"},\"data\":{\"k\":\"1\"}}"}},"data":{"k":"1"}}""");

        var (code, now) = await server.SendAsync(HttpMethod.Patch, ConfigMaps + "/a?fieldManager=kubectl", """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":{"k":"2"}}""", Apply);

        code.ShouldBe(200);
        now.Metadata["annotations"u8][Annotation].AsString().ShouldBe("{\"apiVersion\":\"v1\",\"data\":{\"k\":\"2\"},\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"a\"}}\n");
        Fields(now, "kubectl-client-side-apply").ShouldNotContain("f:k\"");
    }
}
