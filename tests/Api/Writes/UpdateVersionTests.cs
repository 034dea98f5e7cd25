namespace Timonier.Api.Tests.Writes;

/// <summary>The version that an update says it replaces.</summary>
public sealed class UpdateVersionTests
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";
    private const string Leases = "/apis/coordination.k8s.io/v1/namespaces/default/leases";

    [Theory]
    [InlineData(ConfigMaps, "", 200, "")]
    [InlineData(ConfigMaps, "0", 200, "")]
    [InlineData(ConfigMaps, "1", 409, "Operation cannot be fulfilled on configmaps \"a\": the object has been modified; please apply your changes to the latest version and try again")]
    [InlineData(ConfigMaps, "x", 500, "strconv.ParseUint: parsing \"x\": invalid syntax")]
    [InlineData(ConfigMaps, "99999999999999999999", 500, "strconv.ParseUint: parsing \"99999999999999999999\": value out of range")]
    [InlineData(Leases, "", 422, "leases.coordination.k8s.io \"a\" is invalid: metadata.resourceVersion: Invalid value: 0: must be specified for an update")]
    [InlineData(Leases, "0", 422, "leases.coordination.k8s.io \"a\" is invalid: metadata.resourceVersion: Invalid value: 0: must be specified for an update")]
    public async Task Put_ReplacesTheVersionItNames_OrAnyWhereTheKindAllows(string path, string version, int code, string message)
    {
        await using var server = await ApiServer.StartAsync();
        await server.SendAsync(HttpMethod.Post, path, """{"metadata":{"name":"a"}}""");
        var (answered, body) = await server.SendAsync(HttpMethod.Put, path + "/a", $$$$"""{"metadata":{"name":"a","resourceVersion":"{{{{version}}}}","labels":{"l":"x"}}}""");
        body.Root["message"u8].AsString().ShouldBe(message);
        answered.ShouldBe(code);
    }

    [Theory]
    [InlineData("/apis/policy/v1/namespaces/default/poddisruptionbudgets", """{"spec":{"maxUnavailable":1}}""", 422)]
    [InlineData("/apis/node.k8s.io/v1/runtimeclasses", """{"handler":"runc"}""", 422)]
    [InlineData("/apis/storage.k8s.io/v1/csinodes", """{"spec":{"drivers":[]}}""", 422)]
    [InlineData("/apis/storage.k8s.io/v1/storageclasses", """{"provisioner":"example.com/p"}""", 200)]
    [InlineData("/apis/networking.k8s.io/v1/ingressclasses", """{"spec":{"controller":"example.com/c"}}""", 200)]
    [InlineData("/apis/scheduling.k8s.io/v1/priorityclasses", """{"value":5}""", 200)]
    [InlineData("/apis/discovery.k8s.io/v1/namespaces/default/endpointslices", """{"addressType":"IPv4","endpoints":[]}""", 200)]
    public async Task Put_WithoutAVersion_IsForTheKindToAllow(string path, string content, int expected)
    {
        await using var server = await ApiServer.StartAsync();
        var body = $$"""{"metadata":{"name":"a"},{{content[1..]}}""";
        var (made, created) = await server.SendAsync(HttpMethod.Post, path, body);
        made.ShouldBe(201, created.ToString());
        var (code, answer) = await server.SendAsync(HttpMethod.Put, path + "/a", body);
        code.ShouldBe(expected, answer.ToString());
    }
}
