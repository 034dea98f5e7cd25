using Timonier.Documents;
using static Timonier.Api.Tests.CustomResources.TestDefinitions;

namespace Timonier.Api.Tests.CustomResources;

/// <summary>Custom objects are written, read, watched and shown as built-in ones are.</summary>
public class CustomObjectTests
{
    [Fact]
    public async Task Object_CreatedAndRead_IsPrunedAndFilledIn()
    {
        await using var server = await ApiServer.StartAsync();
        await server.DefineAsync();
        (await server.SendAsync(HttpMethod.Post, Boats, BoatOf("one", """{"colour":"red","anchor":true,"ports":[{"name":"fore"}],"cargo":{"any":{"thing":1}}}"""))).Code.ShouldBe(201);
        var (code, boat) = await server.SendAsync(HttpMethod.Get, Boats + "/one");
        code.ShouldBe(200);
        boat.Spec.ToString().ShouldBe("""{"colour":"red","ports":[{"name":"fore","number":80}],"cargo":{"any":{"thing":1}},"crew":2,"harbour":"home"}""");
        boat.Metadata["generation"u8].AsInt64().ShouldBe(1);
        boat.Metadata["managedFields"u8].Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("""{"colour":"red","crew":11}""", """Boat.harbour.example.com "b" is invalid: spec.crew: Invalid value: 11: spec.crew in body should be less than or equal to 10""")]
    [InlineData("""{"colour":5}""", """Boat.harbour.example.com "b" is invalid: [spec.colour: Invalid value: "integer": spec.colour in body must be of type string: "integer", spec.colour: Unsupported value: 5: supported values: "red", "green", "blue"]""")]
    [InlineData("""{"colour":"pink"}""", """Boat.harbour.example.com "b" is invalid: spec.colour: Unsupported value: "pink": supported values: "red", "green", "blue" """)]
    [InlineData("""{}""", """Boat.harbour.example.com "b" is invalid: spec.colour: Required value""")]
    public async Task Object_AgainstItsSchema_IsRefusedInUpstreamsWords(string spec, string message)
    {
        await using var server = await ApiServer.StartAsync();
        await server.DefineAsync();
        var (code, status) = await server.SendAsync(HttpMethod.Post, Boats, BoatOf("b", spec));
        code.ShouldBe(422);
        status.Root["message"u8].AsString().ShouldBe(message.TrimEnd());
    }

    [Fact]
    public async Task Update_OfSpecAndStatus_GrowsGenerationAsBuiltInKindsDo()
    {
        await using var server = await ApiServer.StartAsync();
        await server.DefineAsync();
        await server.SendAsync(HttpMethod.Post, Boats, BoatOf("one", """{"colour":"red"}"""));
        var (_, status) = await server.SendAsync(HttpMethod.Patch, Boats + "/one/status", """{"metadata":{"labels":{"a":"b"}},"spec":{"colour":"blue"},"status":{"aboard":3}}""", "application/merge-patch+json");
        (status.Spec["colour"u8].AsString(), status.Status["aboard"u8].AsInt64(), status.Metadata["generation"u8].AsInt64(), status.Metadata["labels"u8].Exists).ShouldBe(("red", 3, 1, false));
        var (_, spec) = await server.SendAsync(HttpMethod.Patch, Boats + "/one", """{"spec":{"colour":"blue"},"status":{"aboard":4}}""", "application/merge-patch+json");
        (spec.Spec["colour"u8].AsString(), spec.Status["aboard"u8].AsInt64(), spec.Metadata["generation"u8].AsInt64()).ShouldBe(("blue", 3, 2));
    }

    [Fact]
    public async Task Scale_OfCustomObject_StandsWhereTheDefinitionSays()
    {
        await using var server = await ApiServer.StartAsync();
        await server.DefineAsync();
        await server.SendAsync(HttpMethod.Post, Boats, BoatOf("one", """{"colour":"red"}"""));
        await server.SendAsync(HttpMethod.Patch, Boats + "/one/status", """{"status":{"aboard":1,"selector":"app=boat"}}""", "application/merge-patch+json");
        var (_, scale) = await server.SendAsync(HttpMethod.Get, Boats + "/one/scale");
        (scale.Spec.ToString(), scale.Status.ToString()).ShouldBe(("""{"replicas":2}""", """{"replicas":1,"selector":"app=boat"}"""));
        (await server.SendAsync(HttpMethod.Patch, Boats + "/one/scale", """{"spec":{"replicas":5}}""", "application/merge-patch+json")).Code.ShouldBe(200);
        (await server.SendAsync(HttpMethod.Get, Boats + "/one")).Body.Spec["crew"u8].AsInt64().ShouldBe(5);
    }

    [Fact]
    public async Task Table_OfCustomObjects_HasTheColumnsAsked()
    {
        await using var server = await ApiServer.StartAsync();
        await server.DefineAsync();
        await server.SendAsync(HttpMethod.Post, Boats, BoatOf("one", """{"colour":"red"}"""));
        await server.SendAsync(HttpMethod.Patch, Boats + "/one/status", """{"status":{"conditions":[{"type":"Wet","status":"Yes"},{"type":"Ready","status":"True"}]}}""", "application/merge-patch+json");
        var (_, table) = await server.GetAsAsync(Boats, "application/json;as=Table;g=meta.k8s.io;v=v1");
        var names = new List<string>();
        foreach (var column in table.Root["columnDefinitions"u8].Items) names.Add(column["name"u8].AsString());
        names.ShouldBe(["Name", "Colour", "Crew", "Ready", "Age"]);
        var cells = table.Root["rows"u8][0]["cells"u8];
        (cells[0].AsString(), cells[1].AsString(), cells[2].AsInt64(), cells[3].AsString(), cells[4].AsString().EndsWith('s')).ShouldBe(("one", "red", 2, "True", true));
    }

    [Fact]
    public async Task List_BySelectableField_GivesThoseThatMatch()
    {
        await using var server = await ApiServer.StartAsync();
        await server.DefineAsync();
        await server.SendAsync(HttpMethod.Post, Boats, BoatOf("one", """{"colour":"red"}"""));
        await server.SendAsync(HttpMethod.Post, Boats, BoatOf("two", """{"colour":"blue"}"""));
        var (_, list) = await server.SendAsync(HttpMethod.Get, Boats + "?fieldSelector=spec.colour%3Dblue");
        list.Root["items"u8].Count.ShouldBe(1);
        list.Kind.ShouldBe("BoatList");
        var (code, status) = await server.SendAsync(HttpMethod.Get, Boats + "?fieldSelector=spec.crew%3D2");
        (code, status.Root["message"u8].AsString()).ShouldBe((400, "field label not supported: spec.crew"));
    }

    [Fact]
    public async Task Apply_OfListMap_MergesByKey()
    {
        await using var server = await ApiServer.StartAsync();
        await server.DefineAsync();
        const string Media = "application/apply-patch+yaml";
        (await server.SendAsync(HttpMethod.Patch, Boats + "/one?fieldManager=a", BoatOf("one", """{"colour":"red","ports":[{"name":"fore","number":1}]}"""), Media)).Code.ShouldBe(201);
        var (code, boat) = await server.SendAsync(HttpMethod.Patch, Boats + "/one?fieldManager=b", BoatOf("one", """{"ports":[{"name":"aft","number":2}]}"""), Media);
        (code, boat.Spec["ports"u8].Count).ShouldBe((200, 2));
        var (conflict, status) = await server.SendAsync(HttpMethod.Patch, Boats + "/one?fieldManager=b", BoatOf("one", """{"ports":[{"name":"fore","number":3}]}"""), Media);
        (conflict, status.Root["details"u8]["causes"u8][0]["field"u8].AsString()).ShouldBe((409, """.spec.ports[name="fore"].number"""));
    }

    [Fact]
    public async Task Body_InProtobufOrStrategicPatch_IsRefused()
    {
        await using var server = await ApiServer.StartAsync();
        await server.DefineAsync();
        await server.SendAsync(HttpMethod.Post, Boats, BoatOf("one", """{"colour":"red"}"""));
        (await server.SendAsync(HttpMethod.Patch, Boats + "/one", "{}", "application/strategic-merge-patch+json")).Code.ShouldBe(415);
        (await server.SendAsync(HttpMethod.Post, Boats, "{}", "application/vnd.kubernetes.protobuf")).Code.ShouldBe(415);
        using var unfit = await server.AskAsync(HttpMethod.Get, Boats + "/one", null, "admin", ("Accept", "application/vnd.kubernetes.protobuf"));
        ((int)unfit.StatusCode).ShouldBe(406);
        (await server.GetAsAsync(Boats + "/one", "application/vnd.kubernetes.protobuf,application/json")).Code.ShouldBe(200);
    }

    [Fact]
    public async Task Update_OfWhatWasInvalidBefore_IsHeldAgainstChangesOnly()
    {
        await using var server = await ApiServer.StartAsync();
        await server.DefineAsync();
        await server.SendAsync(HttpMethod.Post, Boats, BoatOf("one", """{"colour":"red","crew":9}"""));
        var stricter = Boat.Replace("\"maximum\":10", "\"maximum\":5", StringComparison.Ordinal);
        (await server.SendAsync(HttpMethod.Patch, Definitions + "/boats.harbour.example.com?fieldManager=t&force=true", stricter, "application/apply-patch+yaml")).Code.ShouldBe(200);
        await ServedWithAsync(server, """{"colour":"red","crew":6}""");
        (await server.SendAsync(HttpMethod.Patch, Boats + "/one", """{"spec":{"colour":"blue"}}""", "application/merge-patch+json")).Code.ShouldBe(200);
        (await server.SendAsync(HttpMethod.Patch, Boats + "/one", """{"spec":{"crew":8}}""", "application/merge-patch+json")).Code.ShouldBe(422);
    }

    // The new schema counts once a dry run against it is refused.
    private static async Task ServedWithAsync(ApiServer server, string refused)
    {
        while ((await server.SendAsync(HttpMethod.Post, Boats + "?dryRun=All", BoatOf("probe", refused))).Code != 422) await Task.Yield();
    }
}
