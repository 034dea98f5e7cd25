using System.Text.Json;
using System.Text.Json.Nodes;
using Timonier.Kinds.OpenApi;

namespace Timonier.Kinds.Tests.OpenApi;

public sealed class OpenApiDocumentsTests
{
    private static readonly OpenApiDocuments Documents = new(KindCatalogue.BuiltIn, []);

    [Fact]
    public void Version2_EveryReference_LeadsSomewhere() => EveryReferenceLeadsSomewhere(Open(Documents.Version2()));

    [Fact]
    public void Version3_EveryReference_LeadsSomewhere()
    {
        foreach (var place in Places()) EveryReferenceLeadsSomewhere(Open(Documents.Version3(place).ShouldNotBeNull()));
    }

    [Fact]
    public void Version2_Read_HasEveryKindThatIsServed()
    {
        var root = Open(Documents.Version2());
        foreach (var kind in KindCatalogue.BuiltIn.All)
        {
            KindsOf(root.GetProperty("definitions").GetProperty(kind.Schema.SchemaName)).ShouldContain((kind.Group, kind.Version, kind.Name));
            if (kind.Allows("list")) KindsOf(root.GetProperty("definitions").GetProperty($"{kind.Schema.SchemaName}List")).ShouldBe([(kind.Group, kind.Version, kind.ListName)]);
        }
    }

    [Fact]
    public void Version3_Read_HasEveryKindUnderItsGroupVersion()
    {
        foreach (var kind in KindCatalogue.BuiltIn.All)
        {
            var root = Open(Documents.Version3(kind.Group.Length == 0 ? "api/v1" : $"apis/{kind.ApiVersion}").ShouldNotBeNull());
            KindsOf(root.GetProperty("components").GetProperty("schemas").GetProperty(kind.Schema.SchemaName)).ShouldContain((kind.Group, kind.Version, kind.Name));
            foreach (var sub in kind.Subresources)
                root.GetProperty("paths").EnumerateObject().ShouldContain(p => p.Name.EndsWith($"/{kind.Plural}/{{name}}/{sub.Name}"), $"{kind}/{sub.Name}");
        }
    }

    [Fact]
    public void Version2_OperationIds_AreUnique()
    {
        var ids = Operations(Open(Documents.Version2())).Select(o => o.GetProperty("operationId").GetString()).ToList();
        ids.Count.ShouldBeGreaterThan(500);
        ids.ShouldBeUnique();
    }

    // Client libraries are generated from these names, so they are part of the API.
    [Theory]
    [InlineData("/api/v1/", "get", "getCoreV1APIResources", "")]
    [InlineData("/apis/rbac.authorization.k8s.io/", "get", "getRbacAuthorizationAPIGroup", "")]
    [InlineData("/apis/apps/v1/deployments", "get", "listAppsV1DeploymentForAllNamespaces", "list")]
    [InlineData("/apis/apps/v1/namespaces/{namespace}/deployments", "delete", "deleteAppsV1CollectionNamespacedDeployment", "deletecollection")]
    [InlineData("/apis/apps/v1/namespaces/{namespace}/deployments/{name}", "put", "replaceAppsV1NamespacedDeployment", "put")]
    [InlineData("/apis/apps/v1/namespaces/{namespace}/deployments/{name}/scale", "patch", "patchAppsV1NamespacedDeploymentScale", "patch")]
    [InlineData("/apis/apps/v1/watch/deployments", "get", "watchAppsV1DeploymentListForAllNamespaces", "watchlist")]
    [InlineData("/apis/apps/v1/watch/namespaces/{namespace}/deployments", "get", "watchAppsV1NamespacedDeploymentList", "watchlist")]
    [InlineData("/apis/apps/v1/watch/namespaces/{namespace}/deployments/{name}", "get", "watchAppsV1NamespacedDeployment", "watch")]
    [InlineData("/api/v1/watch/nodes/{name}", "get", "watchCoreV1Node", "watch")]
    [InlineData("/apis/flowcontrol.apiserver.k8s.io/v1/flowschemas/{name}", "get", "readFlowcontrolApiserverV1FlowSchema", "get")]
    [InlineData("/api/v1/namespaces/{name}/finalize", "put", "replaceCoreV1NamespaceFinalize", "put")]
    [InlineData("/api/v1/namespaces/{namespace}/pods/{name}/eviction", "post", "createCoreV1NamespacedPodEviction", "post")]
    [InlineData("/api/v1/namespaces/{namespace}/pods/{name}/exec", "post", "connectCoreV1PostNamespacedPodExec", "connect")]
    [InlineData("/api/v1/namespaces/{namespace}/pods/{name}/log", "get", "readCoreV1NamespacedPodLog", "get")]
    [InlineData("/api/v1/namespaces/{namespace}/services/{name}/proxy/{path}", "head", "connectCoreV1HeadNamespacedServiceProxyWithPath", "connect")]
    [InlineData("/api/v1/namespaces/{namespace}/serviceaccounts/{name}/token", "post", "createCoreV1NamespacedServiceAccountToken", "post")]
    [InlineData("/apis/certificates.k8s.io/v1/certificatesigningrequests/{name}/approval", "patch", "patchCertificatesV1CertificateSigningRequestApproval", "patch")]
    public void Operation_OfAPath_HasUpstreamsName(string path, string method, string id, string action)
    {
        var operation = Open(Documents.Version2()).GetProperty("paths").GetProperty(path).GetProperty(method);
        operation.GetProperty("operationId").GetString().ShouldBe(id);
        (operation.TryGetProperty("x-kubernetes-action", out var said) ? said.GetString() : "").ShouldBe(action);
    }

    [Fact]
    public void Version3_OfApps_DescribesDeployments()
    {
        var root = Open(Documents.Version3("apis/apps/v1").ShouldNotBeNull());
        var spec = root.GetProperty("components").GetProperty("schemas").GetProperty("io.k8s.api.apps.v1.DeploymentSpec");
        spec.GetProperty("required").EnumerateArray().Select(r => r.GetString()).ShouldBe(["selector", "template"]);
        spec.GetProperty("properties").GetProperty("replicas").GetProperty("format").GetString().ShouldBe("int32");
        var patch = root.GetProperty("paths").GetProperty("/apis/apps/v1/namespaces/{namespace}/deployments/{name}").GetProperty("patch");
        patch.GetProperty("x-kubernetes-group-version-kind").GetProperty("kind").GetString().ShouldBe("Deployment");
        patch.GetProperty("parameters").EnumerateArray().Select(p => p.GetProperty("name").GetString()).ShouldBe(["dryRun", "fieldManager", "fieldValidation", "force"]);
    }

    [Fact]
    public void Schemas_OfBothVersions_CarryMergeAndListRules()
    {
        var second = Open(Documents.Version2()).GetProperty("definitions");
        var third = Open(Documents.Version3("api/v1").ShouldNotBeNull()).GetProperty("components").GetProperty("schemas");
        foreach (var ports in ((JsonElement[])[second, third]).Select(s => s.GetProperty("io.k8s.api.core.v1.Container").GetProperty("properties").GetProperty("ports")))
        {
            ports.GetProperty("x-kubernetes-list-type").GetString().ShouldBe("map");
            ports.GetProperty("x-kubernetes-list-map-keys").EnumerateArray().Select(k => k.GetString()).ShouldBe(["containerPort", "protocol"]);
            ports.GetProperty("x-kubernetes-patch-merge-key").GetString().ShouldBe("containerPort");
            ports.GetProperty("x-kubernetes-patch-strategy").GetString().ShouldBe("merge");
        }
        var union = second.GetProperty("io.k8s.api.core.v1.SeccompProfile").GetProperty("x-kubernetes-unions")[0];
        union.GetRawText().ShouldBe("""{"discriminator":"type","fields-to-discriminateBy":{"localhostProfile":"LocalhostProfile"}}""");
        second.GetProperty("io.k8s.apimachinery.pkg.util.intstr.IntOrString").GetProperty("type").GetString().ShouldBe("string");
        third.GetProperty("io.k8s.apimachinery.pkg.util.intstr.IntOrString").GetProperty("oneOf").GetArrayLength().ShouldBe(2);
    }

    [Fact]
    public void Index_Read_NamesEveryDocumentWithItsHash()
    {
        Places().ShouldContain("version");
        Places().ShouldContain("apis/apps");
        foreach (var place in Places())
            Open(Documents.Index).GetProperty("paths").GetProperty(place).GetProperty("serverRelativeURL").GetString()
                .ShouldBe($"/openapi/v3/{place}?hash={Documents.Version3(place).ShouldNotBeNull().Hash}");
        Documents.Version3("apis/nothing.example/v1").ShouldBeNull();
    }

    [Fact]
    public void Version2_InProtobuf_SaysWhatJsonSays() =>
        Same(Documents.Version2(), Documents.Version2(asProtobuf: true), Gnostic.Version2, "v2");

    [Fact]
    public void Version3_InProtobuf_SaysWhatJsonSays()
    {
        foreach (var place in Places())
            Same(Documents.Version3(place).ShouldNotBeNull(), Documents.Version3(place, asProtobuf: true).ShouldNotBeNull(), Gnostic.Version3, place);
    }

    private static void Same(OpenApiContent json, OpenApiContent protobuf, GnosticMessage form, string what)
    {
        protobuf.Hash.ShouldNotBe(json.Hash);
        JsonNode.DeepEquals(GnosticReader.Read(Bytes(protobuf), form), JsonNode.Parse(Bytes(json))).ShouldBeTrue(what);
    }

    private static List<string> Places() => [.. Open(Documents.Index).GetProperty("paths").EnumerateObject().Select(p => p.Name)];

    private static void EveryReferenceLeadsSomewhere(JsonElement root)
    {
        foreach (var reference in References(root))
        {
            var target = root;
            foreach (var step in reference[2..].Split('/')) target.TryGetProperty(step, out target).ShouldBeTrue(reference);
        }
    }

    private static IEnumerable<string> References(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(m => m.NameEquals("$ref") && m.Value.ValueKind == JsonValueKind.String ? [m.Value.GetString()!] : References(m.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(References),
        _ => [],
    };

    private static IEnumerable<JsonElement> Operations(JsonElement root) => root.GetProperty("paths").EnumerateObject()
        .SelectMany(p => p.Value.EnumerateObject()).Where(m => m.Name != "parameters").Select(m => m.Value);

    private static IEnumerable<(string? Group, string? Version, string? Kind)> KindsOf(JsonElement schema) => schema.GetProperty("x-kubernetes-group-version-kind")
        .EnumerateArray().Select(k => (k.GetProperty("group").GetString(), k.GetProperty("version").GetString(), k.GetProperty("kind").GetString()));

    private static JsonElement Open(OpenApiContent content) => JsonElement.Parse(Bytes(content));

    private static byte[] Bytes(OpenApiContent content)
    {
        using var unpacked = new MemoryStream();
        using var source = content.Unpacked();
        source.CopyTo(unpacked);
        return unpacked.ToArray();
    }
}
