using Timonier.Api.Tests.Subresources;

namespace Timonier.Api.Tests.Abuse;

/// <summary>Rights in one namespace that are tried on objects of the cluster (CVE-2019-11247), of other namespaces, or on streams.</summary>
public sealed class ScopeConfusionTests
{
    private static async Task<ApiServer> WithTenantAsync(EchoServer? agent = null)
    {
        var server = await ApiServer.StartAsync(withRoles: true, config: new ApiConfig { Kubelets = agent });
        const string Local = "/apis/rbac.authorization.k8s.io/v1/namespaces/default/";
        await server.SendAsync(HttpMethod.Post, Local + "roles", """{"metadata":{"name":"all"},"rules":[{"verbs":["*"],"apiGroups":["*"],"resources":["*"]}]}""");
        (await server.SendAsync(HttpMethod.Post, Local + "rolebindings", """
            {"metadata":{"name":"all"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"all"},"subjects":[{"kind":"User","apiGroup":"rbac.authorization.k8s.io","name":"tenant"}]}
            """)).Code.ShouldBe(201);
        await server.SendAsync(HttpMethod.Post, "/api/v1/nodes", """{"metadata":{"name":"n1"}}""");
        await server.SendAsync(HttpMethod.Post, "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", """
            {"metadata":{"name":"things.x.io"},"spec":{"group":"x.io","scope":"Cluster","names":{"plural":"things","kind":"Thing"},
            "versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object"}}}]}}
            """);
        return server;
    }

    [Theory]
    [InlineData("GET", "/api/v1/namespaces/default/nodes/n1", 404)]
    [InlineData("DELETE", "/api/v1/namespaces/default/nodes/n1", 404)]
    [InlineData("GET", "/api/v1/namespaces/default/persistentvolumes", 404)]
    [InlineData("POST", "/apis/rbac.authorization.k8s.io/v1/namespaces/default/clusterrolebindings", 404)]
    [InlineData("GET", "/apis/x.io/v1/namespaces/default/things", 404)]
    [InlineData("DELETE", "/apis/x.io/v1/namespaces/default/things", 404)]
    [InlineData("POST", "/api/v1/namespaces/default/namespaces", 403)]
    [InlineData("GET", "/api/v1/namespaces/default/namespaces/kube-system", 403)]
    [InlineData("GET", "/api/v1/nodes/n1", 403)]
    [InlineData("GET", "/api/v1/secrets", 403)]
    [InlineData("GET", "/api/v1/namespaces/default/../kube-system/secrets", 403)]
    [InlineData("GET", "/api/v1/namespaces/default/%2e%2e/kube-system/secrets", 403)]
    [InlineData("GET", "/api/v1/namespaces/default%2f..%2fkube-system/secrets", 403)]
    [InlineData("GET", "/api/v1/namespaces/default//secrets/../../kube-system/secrets", 404)]
    [InlineData("GET", "/api/v1/watch/namespaces/kube-system/secrets", 403)]
    [InlineData("GET", "/api/v1/watch/secrets", 403)]
    [InlineData("DELETE", "/api/v1/namespaces/kube-system/secrets", 403)]
    public async Task RightsInOneNamespace_EndThere(string method, string path, int expected)
    {
        await using var server = await WithTenantAsync();
        var uri = new Uri(server.Http.BaseAddress + path[1..], new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        using var request = new HttpRequestMessage(new HttpMethod(method), uri);
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer tenant");
        using var response = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);
        ((int)response.StatusCode).ShouldBe(expected);
    }

    [Theory]
    [InlineData("kube-system", "other")]
    [InlineData("", "other")]
    public async Task Body_OfAnotherNamespace_IsRefused(string @namespace, string name)
    {
        await using var server = await WithTenantAsync();
        var (code, body) = await server.SendAsync(HttpMethod.Post, "/api/v1/namespaces/default/configmaps", $$$"""{"metadata":{"name":"{{{name}}}","namespace":"{{{@namespace}}}"}}""", user: "tenant");
        if (@namespace.Length > 0) code.ShouldBe(400);
        else body.Namespace.ShouldBe("default");
    }

    [Fact]
    public async Task ContinueToken_OfOneNamespace_ShowsNothingOfAnother()
    {
        await using var server = await WithTenantAsync();
        foreach (var (place, name) in new[] { ("default", "a"), ("default", "b"), ("kube-system", "secret") })
        {
            await server.SendAsync(HttpMethod.Post, "/api/v1/namespaces", $$$"""{"metadata":{"name":"{{{place}}}"}}""");
            (await server.SendAsync(HttpMethod.Post, $"/api/v1/namespaces/{place}/configmaps", $$$"""{"metadata":{"name":"{{{name}}}"}}""")).Code.ShouldBe(201);
        }
        foreach (var start in new[] { "../kube-system/\\u0000", "kube-system/a\\u0000", "/registry/secrets/\\u0000", "a/../../kube-system/\\u0000", "a\\u0000" })
        {
            var token = System.Buffers.Text.Base64Url.EncodeToString(System.Text.Encoding.UTF8.GetBytes($$"""{"v":"meta.k8s.io/v1","rv":-1,"start":"{{start}}"}"""));
            var (code, list) = await server.SendAsync(HttpMethod.Get, $"/api/v1/namespaces/default/configmaps?limit=500&continue={token}", user: "tenant");
            code.ShouldBeOneOf(200, 400);
            foreach (var item in list.Root["items"u8].Items) item["metadata"u8]["namespace"u8].AsString().ShouldBe("default");
        }
    }

    [Theory]
    [InlineData("GET", "exec")]
    [InlineData("POST", "exec")]
    [InlineData("GET", "attach")]
    [InlineData("POST", "attach")]
    [InlineData("GET", "portforward")]
    [InlineData("POST", "portforward")]
    [InlineData("HEAD", "exec")]
    [InlineData("PUT", "exec")]
    public async Task Stream_OfAPod_NeedsCreateByEveryMethod(string method, string subresource)
    {
        await using var agent = await EchoServer.StartAsync();
        await using var server = await ApiServer.StartAsync(withRoles: true, config: new ApiConfig { Kubelets = agent });
        foreach (var verb in (string[])["get", "list", "watch", "update", "patch", "delete"]) await server.GrantAsync("bob", verb, "", "pods/" + subresource);
        foreach (var protocol in (string[])["", "websocket", "SPDY/3.1"])
        {
            (string, string)[] headers = protocol.Length == 0 ? [] : [("Upgrade", protocol), ("Connection", "Upgrade")];
            using var response = await server.AskAsync(new HttpMethod(method), $"/api/v1/namespaces/default/pods/p/{subresource}?command=sh&stdin=1", null, "bob", headers);
            ((int)response.StatusCode).ShouldBe(403);
        }
        agent.Dialled.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/api/v1/namespaces/default/pods/p/log/x")]
    [InlineData("/api/v1/namespaces/default/pods/p/status/x")]
    [InlineData("/apis/apps/v1/namespaces/default/deployments/d/scale/x")]
    public async Task Path_BehindASubresource_LeadsNowhere(string path)
    {
        await using var server = await ApiServer.StartAsync();
        (await server.SendAsync(HttpMethod.Get, path)).Code.ShouldBe(404);
    }
}
