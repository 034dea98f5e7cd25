using Timonier.Documents;
using static Timonier.Api.Tests.CustomResources.TestDefinitions;

namespace Timonier.Api.Tests.CustomResources;

/// <summary>What becomes of definitions: they come, meet others of the same name, change and go.</summary>
public class DefinitionLifeTests
{
    [Fact]
    public async Task Resource_BeforeAndAfterItsDefinition_IsNotFound()
    {
        await using var server = await ApiServer.StartAsync();
        (await server.SendAsync(HttpMethod.Get, Boats)).Code.ShouldBe(404);
        await server.DefineAsync();
        (await server.SendAsync(HttpMethod.Get, Boats)).Code.ShouldBe(200);
        (await server.SendAsync(HttpMethod.Get, "/apis/harbour.example.com/v1")).Body.Root["resources"u8].Count.ShouldBe(3);
        (await server.SendAsync(HttpMethod.Delete, Definitions + "/boats.harbour.example.com")).Code.ShouldBe(200);
        await GoneAsync(server);
        (await server.SendAsync(HttpMethod.Get, Boats)).Code.ShouldBe(404);
        (await server.SendAsync(HttpMethod.Get, "/apis/harbour.example.com/v1")).Code.ShouldBe(404);
    }

    [Fact]
    public async Task Definition_Deleted_TakesItsObjectsAlong_AndWaitsForTheirFinalizers()
    {
        await using var server = await ApiServer.StartAsync();
        await server.DefineAsync();
        await server.SendAsync(HttpMethod.Post, Boats, BoatOf("one", """{"colour":"red"}"""));
        await server.SendAsync(HttpMethod.Post, Boats, BoatOf("two", """{"colour":"red"}""").Replace("\"name\":\"two\"", "\"name\":\"two\",\"finalizers\":[\"example.com/stay\"]", StringComparison.Ordinal));
        (await server.SendAsync(HttpMethod.Delete, Definitions + "/boats.harbour.example.com")).Code.ShouldBe(200);
        var going = await server.ConditionAsync("boats.harbour.example.com", "Terminating", "True");
        going.Metadata["finalizers"u8].ToString().ShouldBe("""["customresourcecleanup.apiextensions.k8s.io"]""");
        // What is served follows the definition a moment later.
        while ((await server.SendAsync(HttpMethod.Post, Boats, BoatOf("three", """{"colour":"red"}"""))).Code is 201 or 409) await Task.Yield();
        (await server.SendAsync(HttpMethod.Post, Boats, BoatOf("four", """{"colour":"red"}"""))).Code.ShouldBe(405);
        while ((await server.SendAsync(HttpMethod.Get, Boats + "/one")).Code == 200) await Task.Yield();
        (await server.SendAsync(HttpMethod.Patch, Boats + "/two", """{"metadata":{"finalizers":null}}""", "application/merge-patch+json")).Code.ShouldBe(200);
        await GoneAsync(server);
        (await server.Store.CountAsync("/registry/harbour.example.com/boats/", TestContext.Current.CancellationToken)).ShouldBe(0);
    }

    [Fact]
    public async Task Definition_Deleted_GoesThoughAWebhookOfItsObjectsIsDead()
    {
        await using var server = await ApiServer.StartAsync();
        await server.DefineAsync();
        await server.SendAsync(HttpMethod.Post, Boats, BoatOf("one", """{"colour":"red"}"""));
        var (made, _) = await server.SendAsync(HttpMethod.Post, "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations", """
            {"apiVersion":"admissionregistration.k8s.io/v1","kind":"ValidatingWebhookConfiguration","metadata":{"name":"dead"},"webhooks":[{"name":"dead.harbour.example.com",
            "rules":[{"apiGroups":["harbour.example.com"],"apiVersions":["*"],"operations":["DELETE"],"resources":["boats"]}],
            "clientConfig":{"url":"https://127.0.0.1:1/"},"failurePolicy":"Fail","sideEffects":"None","admissionReviewVersions":["v1"]}]}
            """);
        made.ShouldBe(201);
        (await server.SendAsync(HttpMethod.Delete, Boats + "/one")).Code.ShouldBe(500);
        (await server.SendAsync(HttpMethod.Delete, Definitions + "/boats.harbour.example.com")).Code.ShouldBe(200);
        await GoneAsync(server);
    }

    [Fact]
    public async Task Names_ThatAnotherHas_AreGrantedWhenItGoes()
    {
        await using var server = await ApiServer.StartAsync();
        await server.DefineAsync();
        var rival = """
            {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"dinghies.harbour.example.com"},
            "spec":{"group":"harbour.example.com","scope":"Cluster","names":{"plural":"dinghies","singular":"dinghy","kind":"Dinghy","listKind":"DinghyList","shortNames":["bt"]},
            "versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object"}}}]}}
            """;
        (await server.SendAsync(HttpMethod.Post, Definitions, rival)).Code.ShouldBe(201);
        var refused = await server.ConditionAsync("dinghies.harbour.example.com", "NamesAccepted", "False");
        Conditions(refused).ShouldBe(["NamesAccepted=False ShortNamesConflict \"bt\" is already in use", "Established=False NotAccepted not all names are accepted"]);
        (await server.SendAsync(HttpMethod.Get, "/apis/harbour.example.com/v1/dinghies")).Code.ShouldBe(404);
        await server.SendAsync(HttpMethod.Delete, Definitions + "/boats.harbour.example.com");
        var granted = await server.ConditionAsync("dinghies.harbour.example.com", "Established", "True");
        Conditions(granted).ShouldBe(["NamesAccepted=True NoConflicts no conflicts found", "Established=True InitialNamesAccepted the initial names have been accepted"]);
        (await server.SendAsync(HttpMethod.Get, "/apis/harbour.example.com/v1/dinghies")).Code.ShouldBe(200);
    }

    [Fact]
    public async Task ProtectedGroup_NeedsAnApproval()
    {
        await using var server = await ApiServer.StartAsync();
        var definition = Boat.Replace("harbour.example.com", "harbour.k8s.io", StringComparison.Ordinal);
        var (code, status) = await server.SendAsync(HttpMethod.Post, Definitions, definition);
        code.ShouldBe(422);
        status.Root["message"u8].AsString().ShouldContain("metadata.annotations[api-approved.kubernetes.io]: Required value: protected groups must have approval annotation \"api-approved.kubernetes.io\"");
        var approved = definition.Replace("\"metadata\":{", "\"metadata\":{\"annotations\":{\"api-approved.kubernetes.io\":\"https://example.com/1\"},", StringComparison.Ordinal);
        await server.DefineAsync(approved);
        await server.ConditionAsync("boats.harbour.k8s.io", "KubernetesAPIApprovalPolicyConformant", "True");
    }

    [Fact]
    public async Task OpenApi_FollowsDefinitions_AndLeavesOtherDocumentsAsTheyAre()
    {
        await using var server = await ApiServer.StartAsync();
        var before = (await server.SendAsync(HttpMethod.Get, "/openapi/v3")).Body.Root["paths"u8]["apis/apps/v1"]["serverRelativeURL"u8].AsString();
        await server.DefineAsync();
        var (_, index) = await server.SendAsync(HttpMethod.Get, "/openapi/v3");
        index.Root["paths"u8]["apis/apps/v1"]["serverRelativeURL"u8].AsString().ShouldBe(before);
        var (_, own) = await server.SendAsync(HttpMethod.Get, index.Root["paths"u8]["apis/harbour.example.com/v1"]["serverRelativeURL"u8].AsString());
        var schema = own.Root["components"u8]["schemas"u8]["com.example.harbour.v1.Boat"];
        schema["properties"u8]["spec"]["properties"u8]["colour"]["description"u8].AsString().ShouldBe("What it is painted with.");
        schema["properties"u8]["metadata"]["allOf"u8][0]["$ref"u8].AsString().ShouldEndWith("ObjectMeta");
        schema["x-kubernetes-group-version-kind"u8][0]["kind"u8].AsString().ShouldBe("Boat");
        var (_, two) = await server.SendAsync(HttpMethod.Get, "/openapi/v2");
        var cargo = two.Root["definitions"u8]["com.example.harbour.v1.Boat"]["properties"u8]["spec"]["properties"u8]["cargo"];
        cargo["x-kubernetes-preserve-unknown-fields"u8].AsBool().ShouldBeTrue();
    }

    private static async Task GoneAsync(ApiServer server)
    {
        while ((await server.SendAsync(HttpMethod.Get, Definitions + "/boats.harbour.example.com")).Code == 200) await Task.Yield();
        while ((await server.SendAsync(HttpMethod.Get, Boats)).Code == 200) await Task.Yield();
    }

    private static List<string> Conditions(Document definition)
    {
        var told = new List<string>();
        foreach (var condition in definition.Status["conditions"u8].Items)
            told.Add($"{condition["type"u8].AsString()}={condition["status"u8].AsString()} {condition["reason"u8].AsString()} {condition["message"u8].AsString()}");
        return told;
    }
}
