using Timonier.Documents;

namespace Timonier.Api.Tests.Writes;

/// <summary>What is said about patches whose outcome cannot be read or is not quite what their sender meant.</summary>
public sealed class PatchTests
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";
    private const string Json = "application/json-patch+json";
    private const string Merge = "application/merge-patch+json";
    private const string Strategic = "application/strategic-merge-patch+json";

    [Theory]
    [InlineData(Strategic, """{"data":{"a":1,"b":null}}""", "map[data:map[a:1 b:<nil>]]", "json: cannot unmarshal number into Go struct field ConfigMap.data of type string")]
    [InlineData(Strategic, """{"data":{"a":"1","a":"2"}}""", "map[data:map[a:2]]", "strict decoding error: duplicate field \"data.a\"")]
    public async Task StrategicPatch_WithAnUnreadableOutcome_IsShown(string media, string patch, string shown, string why)
    {
        var (code, message) = await PatchAsync(media, patch);
        code.ShouldBe(422);
        message.ShouldBe($" \"\" is invalid: patch: Invalid value: \"{shown}\": {why}");
    }

    [Theory]
    [InlineData(Merge, """{"data":{"a":"aGlkZGVu!"}}""")]
    [InlineData(Strategic, """{"data":{"a":"aGlkZGVu!"}}""")]
    [InlineData(Json, """[{"op":"add","path":"/data/b","value":"aGlkZGVu!"}]""")]
    public async Task Patch_OfASecret_WithAnUnreadableOutcome_ShowsNothingOfIt(string media, string patch)
    {
        await using var server = await ApiServer.StartAsync();
        const string Secrets = "/api/v1/namespaces/default/secrets";
        (await server.SendAsync(HttpMethod.Post, Secrets, """{"metadata":{"name":"s"},"stringData":{"a":"kept"}}""")).Code.ShouldBe(201);
        var (code, answer) = await server.SendAsync(HttpMethod.Patch, Secrets + "/s", patch, media);
        code.ShouldBe(422);
        answer.Root["message"u8].AsString().ShouldBe(" \"\" is invalid: patch: Invalid value: \"<secret contents redacted>\": illegal base64 data at input byte 8");
        answer.ToString().ShouldNotContain("a2VwdA");
    }

    [Theory]
    [InlineData(Merge, """{"data":{"a":1}}""", "json: cannot unmarshal number into Go struct field ConfigMap.data of type string")]
    [InlineData(Merge, """{"data":{"a":"1","a":"2"},"odd":1}""", "strict decoding error: duplicate field \"data.a\", unknown field \"odd\"")]
    [InlineData(Json, """[{"op":"add","path":"/odd","value":1,"foo":2},{"op":"test","path":"/x","path":"/y"}]""", "strict decoding error: json patch unknown field \"[0].foo\", json patch duplicate field \"[1].path\", unknown field \"odd\"")]
    public async Task Patch_WithAnUnreadableOutcome_ShowsTheOutcome(string media, string patch, string why)
    {
        var (code, message) = await PatchAsync(media, patch);
        code.ShouldBe(422);
        message.ShouldStartWith(" \"\" is invalid: patch: Invalid value: \"{\\\"");
        message.ShouldEndWith($": {why}");
    }

    [Theory]
    [InlineData("""{"metadata":{"namespace":null}}""", 200, "")]
    [InlineData("""{"metadata":{"name":null}}""", 400, "the name of the object (a based on URL) was undeterminable: name must be provided")]
    [InlineData("""{"metadata":{"namespace":"other"}}""", 400, "the namespace of the provided object does not match the namespace sent on the request")]
    public async Task Patch_CannotMoveAnObject(string patch, int expected, string why)
    {
        var (code, message) = await PatchAsync(Merge, patch);
        message.ShouldBe(why);
        code.ShouldBe(expected);
    }

    [Fact]
    public async Task Update_WithoutAName_IsRefused()
    {
        await using var server = await ApiServer.StartAsync();
        await server.SendAsync(HttpMethod.Post, ConfigMaps, """{"metadata":{"name":"a"}}""");
        var (code, status) = await server.SendAsync(HttpMethod.Put, ConfigMaps + "/a", "{}");
        status.Root["message"u8].AsString().ShouldBe("the name of the object (a based on URL) was undeterminable: name must be provided");
        code.ShouldBe(400);
    }

    private static async Task<(int Code, string Message)> PatchAsync(string media, string patch)
    {
        await using var server = await ApiServer.StartAsync();
        await server.SendAsync(HttpMethod.Post, ConfigMaps, """{"metadata":{"name":"a"}}""");
        var (code, answer) = await server.SendAsync(HttpMethod.Patch, ConfigMaps + "/a?fieldValidation=Strict", patch, media);
        return (code, answer.Root["message"u8].AsString());
    }
}
