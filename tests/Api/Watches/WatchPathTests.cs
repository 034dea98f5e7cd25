namespace Timonier.Api.Tests.Watches;

/// <summary>Watches by a word in the path, as clients asked for them once.</summary>
public sealed class WatchPathTests
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";
    private const string Roles = "/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles";

    [Theory]
    [InlineData(ConfigMaps, "/api/v1/watch/configmaps", "a b")]
    [InlineData(ConfigMaps, "/api/v1/watch/namespaces/default/configmaps", "a b")]
    [InlineData(ConfigMaps, "/api/v1/watch/namespaces/default/configmaps/b", "b")]
    [InlineData(Roles, "/apis/rbac.authorization.k8s.io/v1/watch/roles", "a b")]
    [InlineData(Roles, "/apis/rbac.authorization.k8s.io/v1/watch/namespaces/default/roles/a", "a")]
    [InlineData("/api/v1/namespaces", "/api/v1/watch/namespaces/b", "b")]
    public async Task Path_WithTheWord_IsAWatch(string collection, string path, string expected)
    {
        await using var server = await ApiServer.StartAsync();
        var before = server.Store.CurrentRevision;
        foreach (var name in (string[])["a", "b"]) (await server.SendAsync(HttpMethod.Post, collection, $$$"""{"metadata":{"name":"{{{name}}}"}}""")).Code.ShouldBe(201);
        var wanted = expected.Split(' ');
        var lines = await server.WatchLinesAsync($"{path}?resourceVersion={before}", wanted.Length);
        lines.Select(l => l.Root["object"u8]["metadata"u8]["name"u8].AsString()).ShouldBe(wanted);
        lines[0].Root["type"u8].AsString().ShouldBe("ADDED");
    }

    [Theory]
    [InlineData("GET", "/api/v1/watch", 404)]
    [InlineData("GET", "/api/v1/watch/nothing", 404)]
    [InlineData("GET", "/api/v1/watch/configmaps/a", 404)]
    [InlineData("GET", "/api/v1/watch/namespaces/default/pods/a/status", 404)]
    [InlineData("POST", "/api/v1/watch/namespaces/default/configmaps", 405)]
    [InlineData("DELETE", "/api/v1/watch/namespaces/default/configmaps/a", 405)]
    [InlineData("GET", "/api/v1/watch/namespaces/default/configmaps/a?fieldSelector=metadata.name%3Db", 400)]
    public async Task Path_ThatIsNoWatch_IsRefused(string method, string path, int expected)
    {
        await using var server = await ApiServer.StartAsync();
        (await server.SendAsync(new HttpMethod(method), path)).Code.ShouldBe(expected);
    }

    [Fact]
    public async Task Get_OfOneObject_IsNeverAWatch()
    {
        await using var server = await ApiServer.StartAsync();
        await server.SendAsync(HttpMethod.Post, ConfigMaps, """{"metadata":{"name":"a"}}""");
        var (code, read) = await server.SendAsync(HttpMethod.Get, ConfigMaps + "/a?watch=true");
        code.ShouldBe(200);
        read.Kind.ShouldBe("ConfigMap");
    }

    [Fact]
    public async Task Path_ToOneObject_NeedsTheRightToWatchThatOne()
    {
        await using var server = await ApiServer.StartAsync(withRoles: true);
        await server.SendAsync(HttpMethod.Post, Roles, """{"metadata":{"name":"r"},"rules":[{"verbs":["list","watch"],"apiGroups":[""],"resources":["configmaps"],"resourceNames":["a"]}]}""");
        await server.SendAsync(HttpMethod.Post, Roles.Replace("roles", "rolebindings", StringComparison.Ordinal), """
            {"metadata":{"name":"r"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"r"},"subjects":[{"kind":"User","apiGroup":"rbac.authorization.k8s.io","name":"bob"}]}
            """);
        (await AsBobAsync("?fieldSelector=metadata.name%3Da")).ShouldBe(200);
        (await AsBobAsync("?fieldSelector=metadata.name%3Db")).ShouldBe(403);
        (await AsBobAsync("")).ShouldBe(403);
        var (_, status) = await server.SendAsync(HttpMethod.Get, "/api/v1/watch/namespaces/default/configmaps/b", user: "bob");
        status.Root["message"u8].AsString().ShouldBe("configmaps \"b\" is forbidden: User \"bob\" cannot watch resource \"configmaps\" in API group \"\" in the namespace \"default\"");

        async Task<int> AsBobAsync(string query) => (await server.SendAsync(HttpMethod.Get, ConfigMaps + query, user: "bob")).Code;
    }
}
