using System.Text.Json;

namespace Timonier.Kinds.Tests;

public sealed class OpenApiTests
{
    [Fact]
    public void Document_EveryReference_LeadsSomewhere()
    {
        foreach (var kind in KindCatalogue.BuiltIn.All)
        {
            using var document = JsonDocument.Parse(OpenApi.Document(kind.Group, kind.Version).ShouldNotBeNull());
            var schemas = document.RootElement.GetProperty("components").GetProperty("schemas");
            References(document.RootElement).ShouldNotBeEmpty();
            foreach (var reference in References(document.RootElement))
                schemas.TryGetProperty(reference["#/components/schemas/".Length..], out _).ShouldBeTrue(reference);
        }
    }

    [Fact]
    public void Document_OfApps_DescribesDeployments()
    {
        using var document = JsonDocument.Parse(OpenApi.Document("apps", "v1").ShouldNotBeNull());
        var root = document.RootElement;
        var deployment = root.GetProperty("components").GetProperty("schemas").GetProperty("io.k8s.api.apps.v1.Deployment");
        deployment.GetProperty("x-kubernetes-group-version-kind")[0].GetProperty("kind").GetString().ShouldBe("Deployment");
        var spec = root.GetProperty("components").GetProperty("schemas").GetProperty("io.k8s.api.apps.v1.DeploymentSpec");
        spec.GetProperty("required").EnumerateArray().Select(r => r.GetString()).ShouldBe(["selector", "template"]);
        spec.GetProperty("properties").GetProperty("replicas").GetProperty("format").GetString().ShouldBe("int32");
        var patch = root.GetProperty("paths").GetProperty("/apis/apps/v1/namespaces/{namespace}/deployments/{name}").GetProperty("patch");
        patch.GetProperty("x-kubernetes-group-version-kind").GetProperty("kind").GetString().ShouldBe("Deployment");
        patch.GetProperty("parameters").EnumerateArray().Select(p => p.GetProperty("name").GetString()).ShouldContain("fieldValidation");
    }

    [Fact]
    public void Document_OfCore_CarriesMergeAndListRules()
    {
        using var document = JsonDocument.Parse(OpenApi.Document("", "v1").ShouldNotBeNull());
        var ports = document.RootElement.GetProperty("components").GetProperty("schemas")
            .GetProperty("io.k8s.api.core.v1.Container").GetProperty("properties").GetProperty("ports");
        ports.GetProperty("x-kubernetes-list-type").GetString().ShouldBe("map");
        ports.GetProperty("x-kubernetes-list-map-keys").EnumerateArray().Select(k => k.GetString()).ShouldBe(["containerPort", "protocol"]);
        ports.GetProperty("x-kubernetes-patch-merge-key").GetString().ShouldBe("containerPort");
        ports.GetProperty("x-kubernetes-patch-strategy").GetString().ShouldBe("merge");
    }

    [Fact]
    public void Index_Read_NamesEveryDocumentWithItsHash()
    {
        using var index = JsonDocument.Parse(OpenApi.Index());
        var paths = index.RootElement.GetProperty("paths");
        paths.GetProperty("api/v1").GetProperty("serverRelativeURL").GetString().ShouldBe($"/openapi/v3/api/v1?hash={OpenApi.Hash("", "v1")}");
        paths.GetProperty("apis/apps/v1").GetProperty("serverRelativeURL").GetString().ShouldBe($"/openapi/v3/apis/apps/v1?hash={OpenApi.Hash("apps", "v1")}");
        OpenApi.Document("nothing.example", "v1").ShouldBeNull();
    }

    private static IEnumerable<string> References(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(m => m.NameEquals("$ref") && m.Value.ValueKind == JsonValueKind.String ? [m.Value.GetString()!] : References(m.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(References),
        _ => [],
    };
}
