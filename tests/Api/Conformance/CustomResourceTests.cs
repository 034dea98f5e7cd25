using Timonier.Api.Tests.CustomResources;
using Timonier.Documents;
using static Timonier.Api.Tests.CustomResources.TestDefinitions;

namespace Timonier.Api.Tests.Conformance;

public sealed class CustomResourceTests
{
    private const string Prefix = "[sig-api-machinery] CustomResourceDefinition resources [Privileged:ClusterAdmin] ";
    private const string Aggregation = "[sig-api-machinery] AggregatedDiscovery ";
    private const string Aggregated = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

    [Fact(DisplayName = "[sig-api-machinery] CustomResourceDefinition Watch [Privileged:ClusterAdmin] CustomResourceDefinition Watch watch on custom resource definition objects [Conformance]")]
    public async Task Objects_Watched_AreToldOf()
    {
        await using var server = await ApiServer.StartAsync();
        await server.DefineAsync();
        var from = (await server.GetsAsync(Boats)).ResourceVersion;
        foreach (var name in (string[])["a", "b"]) await server.CreatesAsync(Boats, BoatOf(name, """{"colour":"red"}"""));
        foreach (var name in (string[])["a", "b"]) await server.PatchesAsync($"{Boats}/{name}", """{"spec":{"colour":"blue"}}""");
        foreach (var name in (string[])["a", "b"]) await server.DeletesAsync($"{Boats}/{name}");
        (await server.TypesAsync($"{Boats}?watch=true&resourceVersion={from}", 6)).ShouldBe(["ADDED", "ADDED", "MODIFIED", "MODIFIED", "DELETED", "DELETED"]);
        (await server.TypesAsync($"{Boats}?watch=true&resourceVersion={from}&fieldSelector=metadata.name%3Db", 3)).ShouldBe(["ADDED", "MODIFIED", "DELETED"]);
    }

    [Fact(DisplayName = Prefix + "Simple CustomResourceDefinition creating/deleting custom resource definition objects works [Conformance]")]
    public async Task Definition_MadeAndDeleted_IsGone()
    {
        await using var server = await ApiServer.StartAsync();
        await server.DefineAsync();
        await server.DeletesAsync(Definitions + "/boats.harbour.example.com");
        while ((await server.NamesAsync(Definitions)).Count > 0) await Task.Yield();
        (await server.SendAsync(HttpMethod.Get, Definitions + "/boats.harbour.example.com")).Code.ShouldBe(404);
    }

    [Fact(DisplayName = Prefix + "Simple CustomResourceDefinition getting/updating/patching custom resource definition status sub-resource works [Conformance]")]
    public async Task Status_OfADefinition_IsReadReplacedAndPatched()
    {
        const string Status = Definitions + "/boats.harbour.example.com/status";
        await using var server = await ApiServer.StartAsync();
        await server.DefineAsync();
        var read = await server.GetsAsync(Status);
        var body = (DraftObject)Draft.From(read.Root);
        body.Object("status").Array("conditions").Add(new DraftObject { ["type"] = "StatusUpdate", ["status"] = "True", ["reason"] = "Tests", ["message"] = "" });
        Has(await server.ReplacesAsync(Status, body), "StatusUpdate").ShouldBeTrue();
        await server.PatchesAsync(Status, """{"status":{"conditions":[{"type":"StatusPatched","status":"True","lastTransitionTime":null,"reason":"Tests","message":""}]}}""");
        Has(await server.GetsAsync(Status), "StatusPatched").ShouldBeTrue();
    }

    [Fact(DisplayName = Prefix + "Simple CustomResourceDefinition listing custom resource definition objects works [Conformance]")]
    public async Task Definitions_OfALabel_AreListedAndDeletedTogether()
    {
        await using var server = await ApiServer.StartAsync();
        for (var i = 0; i < 10; i++) await server.CreatesAsync(Definitions, Kind($"kind{i}s", """{"type":"object"}""", ",\"labels\":{\"of\":\"ten\"}"));
        await server.DefineAsync();
        (await server.NamesAsync(Definitions + "?labelSelector=of%3Dten")).Count.ShouldBe(10);
        await server.DeletesAsync(Definitions + "?labelSelector=of%3Dten");
        while ((await server.NamesAsync(Definitions)).Count > 1) await Task.Yield();
        (await server.NamesAsync(Definitions)).ShouldBe(["boats.harbour.example.com"]);
    }

    [Fact(DisplayName = Prefix + "custom resource defaulting for requests and from storage works [Conformance]")]
    public async Task Defaults_ThatComeAndGo_AreGivenToWhatIsStoredAndWhatIsSent()
    {
        const string Path = "/apis/harbour.example.com/v1/buoys";
        static string Schema(string a, string b) => $$$"""{"type":"object","properties":{"a":{"type":"string"{{{a}}} },"b":{"type":"string"{{{b}}} } } }""";
        static string Values(Document buoy) => $"{buoy.Root["a"u8].AsString()},{buoy.Root["b"u8].AsString()}";
        await using var server = await ApiServer.StartAsync();
        await server.DefineAsync(Kind("buoys", Schema("", "")));
        await server.CreatesAsync(Path, Buoy("first"));
        Values(await server.GetsAsync(Path + "/first")).ShouldBe(",");
        await RedefineAsync(server, Schema(",\"default\":\"A\"", ""));
        while (Values(await server.GetsAsync(Path + "/first")) != "A,") await Task.Yield();
        Values(await server.CreatesAsync(Path, Buoy("second"))).ShouldBe("A,");
        await RedefineAsync(server, Schema("", ",\"default\":\"B\""));
        while (Values(await server.GetsAsync(Path + "/first")) != ",B") await Task.Yield();
        Values(await server.GetsAsync(Path + "/second")).ShouldBe("A,B");
    }

    [Fact(DisplayName = Prefix + "should include custom resource definition resources in discovery documents [Conformance]")]
    public async Task Definitions_AreInDiscovery()
    {
        await using var server = await ApiServer.StartAsync();
        const string Group = "apiextensions.k8s.io";
        (await server.GetsAsync("/apis")).ToString().ShouldContain($"\"groupVersion\":\"{Group}/v1\"");
        (await server.GetsAsync("/apis/" + Group)).Root["versions"u8][0]["version"u8].AsString().ShouldBe("v1");
        (await server.GetsAsync($"/apis/{Group}/v1")).ToString().ShouldContain("\"name\":\"customresourcedefinitions\"");
    }

    [Theory]
    [InlineData(Aggregated + ",application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json", TestDisplayName = Aggregation + "should support aggregated discovery interface for CRDs [Conformance]")]
    [InlineData(Aggregated, TestDisplayName = Aggregation + "should support raw aggregated discovery request for CRDs [Conformance]")]
    public async Task Kind_OfADefinition_IsInAggregatedDiscovery(string accept)
    {
        await using var server = await ApiServer.StartAsync();
        await server.DefineAsync();
        string answer;
        do answer = (await server.GetAsAsync("/apis", accept)).Body.ToString();
        while (!answer.Contains("harbour.example.com", StringComparison.Ordinal));
        answer.ShouldContain("\"responseKind\":{\"group\":\"harbour.example.com\",\"version\":\"v1\",\"kind\":\"Boat\"}");
    }

    private static bool Has(Document definition, string type)
    {
        foreach (var condition in definition.Status["conditions"u8].Items)
            if (condition["type"u8].AsString() == type) return true;
        return false;
    }

    private static string Buoy(string name) => $$"""{"apiVersion":"harbour.example.com/v1","kind":"Buoys","metadata":{"name":"{{name}}"} }""";

    private static string Kind(string plural, string schema, string metadata = "") => $$$"""
        {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"{{{plural}}}.harbour.example.com"{{{metadata}}}},
        "spec":{"group":"harbour.example.com","scope":"Cluster","names":{"plural":"{{{plural}}}","kind":"{{{char.ToUpperInvariant(plural[0])}}}{{{plural[1..]}}}"},
        "versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{{{schema}}} } }]} }
        """;

    private static Task RedefineAsync(ApiServer server, string schema) =>
        server.PatchesAsync(Definitions + "/buoys.harbour.example.com", $$$"""{"spec":{"versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{{{schema}}} } }]} }""");
}
