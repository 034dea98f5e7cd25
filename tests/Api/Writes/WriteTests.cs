using System.Text;

namespace Timonier.Api.Tests.Writes;

public sealed class WriteTests
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";
    private const string Deployments = "/apis/apps/v1/namespaces/default/deployments";
    private const string Merge = "application/merge-patch+json";
    private const string Deployment = """
        {"metadata":{"name":"d"},"spec":{"selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},
        "spec":{"containers":[{"name":"c","image":"i:1"},{"name":"s","image":"j:1"}]}}}}
        """;

    [Fact]
    public async Task StrategicPatch_OfContainers_MergesThemByName()
    {
        await using var server = await ApiServer.StartAsync();
        (await server.SendAsync(HttpMethod.Post, Deployments, Deployment)).Code.ShouldBe(201);
        var (code, patched) = await server.SendAsync(HttpMethod.Patch, Deployments + "/d", """{"spec":{"template":{"spec":{"containers":[{"name":"s","image":"j:2"}]}}}}""", "application/strategic-merge-patch+json");
        code.ShouldBe(200);
        patched.Metadata["generation"u8].AsInt64().ShouldBe(2);
        var containers = patched.Spec["template"u8]["spec"u8]["containers"u8];
        containers.Count.ShouldBe(2);
        string.Join(' ', containers[0]["image"u8].AsString(), containers[1]["image"u8].AsString()).Split(' ').Order().ShouldBe(["i:1", "j:2"]);
    }

    [Theory]
    [InlineData("""[{"op":"replace","path":"/data/k","value":"2"}]""", 200)]
    [InlineData("""[{"op":"test","path":"/data/k","value":"2"}]""", 422)]
    [InlineData("""[{"op":"remove","path":"/data/none"}]""", 422)]
    [InlineData("""[{"op":"replace","path":"/data/k","value":2}]""", 422)]
    [InlineData("{", 400)]
    public async Task JsonPatch_IsApplied_OrRefused(string patch, int expected)
    {
        await using var server = await ApiServer.StartAsync();
        await server.SendAsync(HttpMethod.Post, ConfigMaps, """{"metadata":{"name":"a"},"data":{"k":"1"}}""");
        var (code, _) = await server.SendAsync(HttpMethod.Patch, ConfigMaps + "/a", patch, "application/json-patch+json");
        code.ShouldBe(expected);
    }

    [Theory]
    [InlineData("{", "unexpected end of JSON input")]
    [InlineData("{\"a\":1,}", "invalid character '}' looking for beginning of object key string")]
    [InlineData("{\"a\" 1}", "invalid character '1' after object key")]
    [InlineData("{\"a\":1 \"b\":2}", "invalid character '\"' after object key:value pair")]
    [InlineData("{\"a\":[1 2]}", "invalid character '2' after array element")]
    [InlineData("{\"a\":tru}", "invalid character '}' in literal true (expecting 'e')")]
    [InlineData("{} x", "invalid character 'x' after top-level value")]
    [InlineData("nope", "invalid character 'o' in literal null (expecting 'u')")]
    public async Task BrokenJson_IsDescribed_AsGoDoes(string patch, string why)
    {
        await using var server = await ApiServer.StartAsync();
        await server.SendAsync(HttpMethod.Post, ConfigMaps, """{"metadata":{"name":"a"}}""");
        var (code, status) = await server.SendAsync(HttpMethod.Patch, ConfigMaps + "/a", patch, Merge);
        code.ShouldBe(400);
        status.Root["message"u8].AsString().ShouldBe("error decoding patch: " + why);
    }

    [Fact]
    public async Task DryRun_OfEveryWrite_LeavesNothingBehind()
    {
        await using var server = await ApiServer.StartAsync();
        (await server.SendAsync(HttpMethod.Post, ConfigMaps + "?dryRun=All", """{"metadata":{"name":"a"}}""")).Code.ShouldBe(201);
        (await server.SendAsync(HttpMethod.Get, ConfigMaps + "/a")).Code.ShouldBe(404);
        await server.SendAsync(HttpMethod.Post, ConfigMaps, """{"metadata":{"name":"a"}}""");
        var before = server.Store.CurrentRevision;
        (await server.SendAsync(HttpMethod.Patch, ConfigMaps + "/a?dryRun=All", """{"data":{"k":"1"}}""", Merge)).Body.Root["data"u8]["k"u8].AsString().ShouldBe("1");
        (await server.SendAsync(HttpMethod.Delete, ConfigMaps + "/a?dryRun=All")).Code.ShouldBe(200);
        server.Store.CurrentRevision.ShouldBe(before);
    }

    [Fact]
    public async Task UnknownField_WithWarn_IsDroppedAndTold()
    {
        await using var server = await ApiServer.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, ConfigMaps + "?fieldValidation=Warn");
        request.Headers.Add("Authorization", "Bearer admin");
        request.Content = new StringContent("""{"metadata":{"name":"a"},"dat":{},"data":{"k":"1","k":"2"}}""", Encoding.UTF8, "application/json");
        using var response = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);
        ((int)response.StatusCode).ShouldBe(201);
        response.Headers.GetValues("Warning").ShouldBe(["299 - \"unknown field \\\"dat\\\"\"", "299 - \"duplicate field \\\"data.k\\\"\""], ignoreOrder: true);
    }

    [Fact]
    public async Task Body_OverTheLimit_IsTooLarge()
    {
        await using var server = await ApiServer.StartAsync();
        var body = $$$"""{"metadata":{"name":"a"},"data":{"k":"{{{new string('x', 3 * 1024 * 1024)}}}"}}""";
        (await server.SendAsync(HttpMethod.Post, ConfigMaps, body)).Code.ShouldBe(413);
    }

    [Fact]
    public async Task Status_OnTheMainResource_IsIgnored_AndTheReverse()
    {
        await using var server = await ApiServer.StartAsync();
        await server.SendAsync(HttpMethod.Post, Deployments, Deployment);
        var (_, main) = await server.SendAsync(HttpMethod.Patch, Deployments + "/d", """{"status":{"replicas":7}}""", Merge);
        main.Status["replicas"u8].Exists.ShouldBeFalse();
        var (_, status) = await server.SendAsync(HttpMethod.Patch, Deployments + "/d/status", """{"spec":{"replicas":9},"status":{"replicas":7}}""", Merge);
        status.Status["replicas"u8].AsInt64().ShouldBe(7);
        status.Spec["replicas"u8].AsInt64().ShouldBe(1);
    }

    [Fact]
    public async Task Scale_WithAWrongBody_IsRefused()
    {
        await using var server = await ApiServer.StartAsync();
        await server.SendAsync(HttpMethod.Post, Deployments, Deployment);
        var (code, refused) = await server.SendAsync(HttpMethod.Put, Deployments + "/d/scale", """{"metadata":{"name":"d"},"spec":{"replicas":"x"}}""");
        code.ShouldBe(400);
        refused.Root["message"u8].AsString().ShouldStartWith("Scale in version \"v1\" cannot be handled as a Scale: json: cannot unmarshal string");
        (await server.SendAsync(HttpMethod.Put, Deployments + "/d/scale", """{"metadata":{"name":"d"},"spec":{"replicas":3}}""")).Body.Spec["replicas"u8].AsInt64().ShouldBe(3);
    }

    [Fact]
    public async Task Protobuf_Body_IsReadByFieldNumbers()
    {
        await using var server = await ApiServer.StartAsync();
        var map = Message(Field(1, Message(Field(1, "a"u8), Field(2, ""u8))), Field(2, Message(Field(1, "k"u8), Field(2, "v"u8))), Field(3, Message(Field(1, "b"u8), Field(2, [1, 2]))));
        byte[] body = [.. "k8s\0"u8, .. Field(1, Message(Field(1, "v1"u8), Field(2, "ConfigMap"u8))), .. Field(2, map)];
        using var request = new HttpRequestMessage(HttpMethod.Post, ConfigMaps);
        request.Headers.Add("Authorization", "Bearer admin");
        request.Content = new ByteArrayContent(body);
        request.Content.Headers.ContentType = new("application/vnd.kubernetes.protobuf");
        using var response = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);
        ((int)response.StatusCode).ShouldBe(201);
        var (_, made) = await server.SendAsync(HttpMethod.Get, ConfigMaps + "/a");
        made.Root["data"u8]["k"u8].AsString().ShouldBe("v");
        made.Root["binaryData"u8]["b"u8].AsString().ShouldBe("AQI=");
    }

    private static byte[] Field(int number, ReadOnlySpan<byte> value) => [(byte)((number << 3) | 2), (byte)value.Length, .. value];

    private static byte[] Message(params byte[][] fields) => [.. fields.SelectMany(f => f)];
}
