using Timonier.Documents;

namespace Timonier.Api.Tests.Writes;

/// <summary>Bodies that are no objects, nest too deep or say things twice, in the words of upstream's decoder.</summary>
public sealed class BodyFormTests
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";
    private const string Yaml = "application/yaml";
    private const string Anonymous = "struct { APIVersion string \"json:\\\"apiVersion,omitempty\\\"\"; Kind string \"json:\\\"kind,omitempty\\\"\" }";

    [Theory]
    [InlineData("", "unexpected end of JSON input (<empty>)")]
    [InlineData("[]", "json: cannot unmarshal array into Go value of type " + Anonymous + " (5b5d)")]
    [InlineData("\"a\"", "json: cannot unmarshal string into Go value of type " + Anonymous + " (226122)")]
    [InlineData("5", "json: cannot unmarshal number into Go value of type " + Anonymous + " (35)")]
    [InlineData("true", "json: cannot unmarshal bool into Go value of type " + Anonymous + " (74727565)")]
    [InlineData("{\"kind\":5}", "json: cannot unmarshal number into Go struct field .kind of type string ({\"kind\":5})")]
    public async Task Create_OfSomethingElseThanAnObject_Is400(string body, string why)
    {
        await using var server = await ApiServer.StartAsync();
        var (code, status) = await server.SendAsync(HttpMethod.Post, ConfigMaps, body);
        code.ShouldBe(400);
        status.Root["message"u8].AsString().ShouldBe("the object provided is unrecognized (must be of type ConfigMap): couldn't get version/kind; json parse error: " + why);
    }

    [Theory]
    [InlineData("null", "application/json")]
    [InlineData("{}", "application/json")]
    [InlineData("", Yaml)]
    [InlineData("~", Yaml)]
    public async Task Create_OfNothing_IsAnObjectWithoutAName(string body, string media)
    {
        await using var server = await ApiServer.StartAsync();
        var (code, status) = await server.SendAsync(HttpMethod.Post, ConfigMaps, body, media);
        code.ShouldBe(422);
        status.Root["message"u8].AsString().ShouldContain("name or generateName is required");
        await server.SendAsync(HttpMethod.Post, ConfigMaps, """{"metadata":{"name":"a"}}""");
        (await server.SendAsync(HttpMethod.Put, ConfigMaps + "/a", body, media)).Body.Root["message"u8].AsString()
            .ShouldBe("the name of the object (a based on URL) was undeterminable: name must be provided");
    }

    [Theory]
    [InlineData("null", "application/merge-patch+json", 400, "Invalid JSON Patch")]
    [InlineData("[]", "application/merge-patch+json", 400, "error decoding patch: json: cannot unmarshal array into Go value of type map[string]interface {}")]
    [InlineData("5", "application/strategic-merge-patch+json", 400, "json: cannot unmarshal number into Go value of type map[string]interface {}")]
    [InlineData("{", "application/strategic-merge-patch+json", 400, "unexpected end of JSON input")]
    [InlineData("{}", "application/json-patch+json", 400, "error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp")]
    [InlineData("[5]", "application/json-patch+json", 400, "error decoding patch: json: cannot unmarshal number into Go value of type handlers.jsonPatchOp")]
    [InlineData("null", "application/strategic-merge-patch+json", 200, "")]
    [InlineData("null", "application/json-patch+json", 200, "")]
    public async Task Patch_OfAnotherForm_IsRefusedOrChangesNothing(string patch, string media, int expected, string message)
    {
        await using var server = await ApiServer.StartAsync();
        await server.SendAsync(HttpMethod.Post, ConfigMaps, """{"metadata":{"name":"a"}}""");
        var (code, answer) = await server.SendAsync(HttpMethod.Patch, ConfigMaps + "/a", patch, media);
        code.ShouldBe(expected);
        answer.Root["message"u8].AsString().ShouldBe(message);
    }

    [Fact]
    public async Task Create_NestedTooDeep_IsRefusedInGosWords()
    {
        await using var server = await ApiServer.StartAsync();
        var deep = string.Concat(Enumerable.Repeat("{\"a\":", 50_000));
        var (code, status) = await server.SendAsync(HttpMethod.Post, ConfigMaps, deep);
        code.ShouldBe(400);
        status.Root["message"u8].AsString().ShouldContain("json parse error: invalid character '{' exceeded max depth (");
    }

    [Theory]
    [InlineData("{\"metadata\":{\"name\":\"a\"},\"data\":{\"k\":\"1\"},\"data\":{\"k\":\"2\"}}", "application/json", "duplicate field \"data\"")]
    [InlineData("{\"metadata\":{\"name\":\"a\"},\"immutable\":{},\"immutable\":true,\"data\":{\"k\":\"2\"}}", "application/json", "duplicate field \"immutable\"")]
    [InlineData("metadata:\n  name: a\ndata:\n  k: 1\n  k: \"2\"\n", Yaml, "line 5: key \"k\" already set in map")]
    [InlineData("metadata:\n  name: a\ndata: 7\ndata:\n  k: \"2\"\n", Yaml, "line 5: key \"data\" already set in map")]
    public async Task Create_SayingThingsTwice_CountsTheLastAndTells(string body, string media, string told)
    {
        await using var server = await ApiServer.StartAsync();
        (await server.SendAsync(HttpMethod.Post, ConfigMaps + "?fieldValidation=Ignore&dryRun=All", body, media)).Body.Root["data"u8]["k"u8].AsString().ShouldBe("2");

        using var warned = await server.AskAsync(HttpMethod.Post, ConfigMaps + "?fieldValidation=Warn", new StringContent(body, System.Text.Encoding.UTF8, media));
        warned.Headers.GetValues("Warning").Select(w => w.Replace("\\\"", "\"", StringComparison.Ordinal)).ShouldBe([$"299 - \"{told}\""]);

        var (code, status) = await server.SendAsync(HttpMethod.Post, ConfigMaps + "?fieldValidation=Strict", body, media);
        code.ShouldBe(400);
        status.Root["message"u8].AsString().ShouldBe("ConfigMap in version \"v1\" cannot be handled as a ConfigMap: strict decoding error: " + (media == Yaml ? "yaml: unmarshal errors:\n  " : "") + told);
    }

    [Fact]
    public async Task Apply_SayingThingsTwice_CountsTheLastAndTells()
    {
        await using var server = await ApiServer.StartAsync();
        const string Config = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  k: \"1\"\n  k: \"2\"\n";
        var path = ConfigMaps + "/a?fieldManager=me&fieldValidation=";
        (await server.SendAsync(HttpMethod.Patch, path + "Strict", Config, "application/apply-patch+yaml")).Body.Root["message"u8].AsString()
            .ShouldBe("error strict decoding YAML: error converting YAML to JSON: yaml: unmarshal errors:\n  line 6: key \"k\" already set in map");
        using var warned = await server.AskAsync(HttpMethod.Patch, path + "Warn", new StringContent(Config, System.Text.Encoding.UTF8, "application/apply-patch+yaml"));
        warned.Headers.GetValues("Warning").ShouldHaveSingleItem().ShouldContain("line 6: key");
        (await ApiServer.ReadAsync(warned)).Body.Root["data"u8]["k"u8].AsString().ShouldBe("2");
    }

    [Theory]
    [InlineData("2026-01-02T03:04:05Z", "parsing time \"2026-01-02T03:04:05Z\" as \"2006-01-02T15:04:05.000000Z07:00\": cannot parse \"Z\" as \".000000\"")]
    [InlineData("2026-02-30T03:04:05.000000Z", "parsing time \"2026-02-30T03:04:05.000000Z\": day out of range")]
    public async Task Lease_TimeOfAnotherForm_IsRefusedInGosWords(string time, string why)
    {
        await using var server = await ApiServer.StartAsync();
        var (code, status) = await server.SendAsync(HttpMethod.Post, "/apis/coordination.k8s.io/v1/namespaces/default/leases", $$$"""{"metadata":{"name":"l"},"spec":{"renewTime":"{{{time}}}"}}""");
        code.ShouldBe(400);
        status.Root["message"u8].AsString().ShouldBe("Lease in version \"v1\" cannot be handled as a Lease: " + why);
    }

    [Theory]
    [InlineData("abc", "invalid character 'i' looking for beginning of value")]
    [InlineData("a.b", "illegal base64 data at input byte 1")]
    [InlineData("e30", "server does not recognize this encoded version ")]
    [InlineData("W10", "json: cannot unmarshal array into Go value of type storage.continueToken")]
    [InlineData("eyJ2Ijo1fQ", "json: cannot unmarshal number into Go struct field continueToken.v of type string")]
    [InlineData("eyJ2IjoidjIiLCJydiI6MSwic3RhcnQiOiJhIn0", "server does not recognize this encoded version v2")]
    [InlineData("eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6MSwic3RhcnQiOiIuLi9hIn0", "../a")]
    public async Task List_ContinueOfAnotherForm_IsRefusedInUpstreamsWords(string token, string why)
    {
        await using var server = await ApiServer.StartAsync();
        var (code, status) = await server.SendAsync(HttpMethod.Get, ConfigMaps + "?continue=" + token);
        code.ShouldBe(400);
        status.Root["message"u8].AsString().ShouldBe("invalid continue token: continue key is not valid: " + why);
    }
}
