using System.Net;
using Timonier.Documents;

namespace Timonier.Api.Tests.Conformance;

public sealed class ServiceTests
{
    private const string Path = "/api/v1/namespaces/default/services";
    private const string Ports = """[{"port":80,"protocol":"TCP"}]""";

    private static string Body(string type) => type == "ExternalName"
        ? """{"metadata":{"name":"s"},"spec":{"type":"ExternalName","externalName":"foo.example.com"}}"""
        : $$$"""{"metadata":{"name":"s"},"spec":{"type":"{{{type}}}","selector":{"a":"b"},"ports":{{{Ports}}} } }""";

    [Theory]
    [InlineData("ExternalName", "ClusterIP", TestDisplayName = "[sig-network] Services should be able to change the type from ExternalName to ClusterIP")]
    [InlineData("ExternalName", "NodePort", TestDisplayName = "[sig-network] Services should be able to change the type from ExternalName to NodePort")]
    [InlineData("ClusterIP", "ExternalName", TestDisplayName = "[sig-network] Services should be able to change the type from ClusterIP to ExternalName")]
    [InlineData("NodePort", "ExternalName", TestDisplayName = "[sig-network] Services should be able to change the type from NodePort to ExternalName")]
    public async Task Type_Changed_GivesAndTakesAddresses(string from, string to)
    {
        await using var server = await ApiServer.StartAsync();
        Addressed(await server.CreatesAsync(Path, Body(from)), from);
        var body = DraftObject.Of(await server.GetsAsync(Path + "/s"));
        var spec = body.Object("spec");
        spec["type"] = to;
        if (to == "ExternalName")
        {
            spec["externalName"] = "foo.example.com";
            spec.Remove("clusterIP");
            spec.Remove("clusterIPs");
        }
        else
        {
            spec.Remove("externalName");
            spec["ports"] = Draft.From(Document.Parse($$"""{"ports":{{Ports}}}""").Root["ports"u8]);
        }
        Addressed(await server.ReplacesAsync(Path + "/s", body), to);
    }

    private static void Addressed(Document service, string type)
    {
        service.Spec["type"u8].AsString().ShouldBe(type);
        (service.Spec["clusterIP"u8].AsString().Length > 0).ShouldBe(type != "ExternalName");
        (service.Spec["ports"u8][0]["nodePort"u8].AsInt64() > 0).ShouldBe(type == "NodePort");
    }

    [Fact(DisplayName = "[sig-network] Services should complete a service status lifecycle")]
    public async Task Status_LivesThroughEveryVerb()
    {
        await using var server = await ApiServer.StartAsync();
        await server.CreatesAsync(Path, Body("LoadBalancer"));
        (await server.GetsAsync(Path + "/s/status")).Name.ShouldBe("s");
        var patched = await server.PatchesAsync(Path + "/s/status", """{"metadata":{"annotations":{"patchedstatus":"true"}},"status":{"loadBalancer":{"ingress":[{"ip":"203.0.113.1"}]}}}""");
        patched.Status["loadBalancer"u8]["ingress"u8][0]["ip"u8].AsString().ShouldBe("203.0.113.1");
        var body = DraftObject.Of(patched);
        body.Object("status").Array("conditions").Add(new DraftObject { ["type"] = "StatusUpdate", ["status"] = "True", ["reason"] = "E2E", ["message"] = "Set", ["lastTransitionTime"] = "2026-01-01T00:00:00Z" });
        (await server.ReplacesAsync(Path + "/s/status", body)).Status["conditions"u8][0]["type"u8].AsString().ShouldBe("StatusUpdate");
        (await server.PatchesAsync(Path + "/s", """{"metadata":{"labels":{"test-service":"patched"}}}""")).Metadata["labels"u8]["test-service"u8].AsString().ShouldBe("patched");
        await server.DeletesAsync(Path + "/s");
        (await server.SendAsync(HttpMethod.Get, Path + "/s")).Code.ShouldBe(404);
    }

    [Fact(DisplayName = "[sig-network] Services should delete a collection of services")]
    public async Task Services_DeletedByTheirLabel_LeaveTheOthers()
    {
        await using var server = await ApiServer.StartAsync();
        foreach (var (name, label) in (IEnumerable<(string, string)>)[("one", "yes"), ("two", "yes"), ("three", "no")])
            await server.CreatesAsync(Path, $$$"""{"metadata":{"name":"{{{name}}}","labels":{"e2e":"{{{label}}}"}},"spec":{"ports":{{{Ports}}} } }""");
        (await server.NamesAsync(Path + "?labelSelector=e2e")).Count.ShouldBe(3);
        await server.DeletesAsync(Path + "?labelSelector=e2e%3Dyes");
        (await server.NamesAsync(Path + "?labelSelector=e2e")).ShouldBe(["three"]);
    }

    [Fact(DisplayName = "[sig-network] Services should find a service from listing all namespaces")]
    public async Task List_OfAllNamespaces_HasTheServersOwn()
    {
        await using var server = await ApiServer.StartAsync();
        (await server.NamesAsync("/api/v1/services?fieldSelector=metadata.namespace%3Ddefault")).ShouldContain("kubernetes");
    }

    [Fact(DisplayName = "[sig-network] API Server should provide secure master service")]
    public async Task Service_OfTheServer_IsThere()
    {
        await using var server = await ApiServer.StartAsync();
        var port = (await server.GetsAsync(Path + "/kubernetes")).Spec["ports"u8][0];
        (port["name"u8].AsString(), port["port"u8].AsInt64(), port["protocol"u8].AsString()).ShouldBe(("https", 443, "TCP"));
    }

    [Fact(DisplayName = "[sig-network] API Server should have Endpoints and EndpointSlices pointing to API Server")]
    public async Task Endpoints_OfTheServer_PointToIt()
    {
        await using var server = await ApiServer.StartAsync(config: new ApiConfig { AdvertiseAddress = IPAddress.Parse("192.0.2.1") });
        var subset = (await server.GetsAsync("/api/v1/namespaces/default/endpoints/kubernetes")).Root["subsets"u8][0];
        subset["addresses"u8][0]["ip"u8].AsString().ShouldBe("192.0.2.1");
        var list = await server.GetsAsync("/apis/discovery.k8s.io/v1/namespaces/default/endpointslices?labelSelector=kubernetes.io%2Fservice-name%3Dkubernetes");
        list.Root["items"u8].Count.ShouldBe(1);
        var slice = list.Root["items"u8][0];
        slice["endpoints"u8][0]["addresses"u8][0].AsString().ShouldBe("192.0.2.1");
        slice["ports"u8][0]["port"u8].AsInt64().ShouldBe(subset["ports"u8][0]["port"u8].AsInt64());
    }

    [Fact]
    public async Task Endpoints_OfAServerOnLoopback_AreNone()
    {
        await using var server = await ApiServer.StartAsync(config: new ApiConfig { AdvertiseAddress = IPAddress.Loopback });
        (await server.GetsAsync(Path + "/kubernetes")).Spec["clusterIP"u8].AsString().ShouldNotBeEmpty();
        (await server.GetsAsync("/apis/discovery.k8s.io/v1/namespaces/default/endpointslices")).Root["items"u8].Count.ShouldBe(0);
    }
}
