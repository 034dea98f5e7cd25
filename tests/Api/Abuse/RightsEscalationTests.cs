namespace Timonier.Api.Tests.Abuse;

/// <summary>Somebody who may write roles tries to write one that may more than they, by every way of writing.</summary>
public sealed class RightsEscalationTests
{
    private const string Rbac = "/apis/rbac.authorization.k8s.io/v1/";
    private const string Local = Rbac + "namespaces/default/";
    private const string All = """[{"verbs":["*"],"apiGroups":["*"],"resources":["*"]}]""";
    private const string Admin = """{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"cluster-admin"}""";
    private const string Bob = """[{"kind":"User","apiGroup":"rbac.authorization.k8s.io","name":"bob"}]""";

    private static async Task<ApiServer> WithWriterAsync()
    {
        var server = await ApiServer.StartAsync(withRoles: true);
        foreach (var resource in (string[])["roles", "rolebindings", "clusterroles", "clusterrolebindings"])
            foreach (var verb in (string[])["create", "update", "patch", "get", "delete"]) await server.GrantAsync("bob", verb, "rbac.authorization.k8s.io", resource);
        await server.SendAsync(HttpMethod.Post, Rbac + "clusterroles", $$$"""{"metadata":{"name":"cluster-admin"},"rules":{{{All}}}}""");
        (await server.SendAsync(HttpMethod.Post, Local + "roles", """{"metadata":{"name":"r"},"rules":[]}""")).Code.ShouldBe(201);
        (await server.SendAsync(HttpMethod.Post, Rbac + "clusterroles", """{"metadata":{"name":"r"},"rules":[]}""")).Code.ShouldBe(201);
        (await server.SendAsync(HttpMethod.Post, Local + "rolebindings", """{"metadata":{"name":"b"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"cluster-admin"},"subjects":[]}""")).Code.ShouldBe(201);
        return server;
    }

    public static TheoryData<string, string, string, string> Ways => new()
    {
        { "POST", Local + "roles", "application/json", $$$"""{"metadata":{"name":"x"},"rules":{{{All}}}}""" },
        { "POST", Rbac + "clusterroles", "application/json", $$$"""{"metadata":{"name":"x"},"rules":{{{All}}}}""" },
        { "POST", Local + "roles", "application/yaml", $$$"""{"metadata":{"name":"x"},"rules":{{{All}}}}""" },
        { "PUT", Local + "roles/r", "application/json", $$$"""{"metadata":{"name":"r"},"rules":{{{All}}}}""" },
        { "PUT", Local + "roles/new", "application/json", $$$"""{"metadata":{"name":"new"},"rules":{{{All}}}}""" },
        { "PATCH", Local + "roles/r", "application/merge-patch+json", $$$"""{"rules":{{{All}}}}""" },
        { "PATCH", Local + "roles/r", "application/strategic-merge-patch+json", $$$"""{"rules":{{{All}}}}""" },
        { "PATCH", Local + "roles/r", "application/json-patch+json", $$$"""[{"op":"add","path":"/rules","value":{{{All}}}}]""" },
        { "PATCH", Local + "roles/r?fieldManager=m&force=true", "application/apply-patch+yaml", $$$"""{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"Role","metadata":{"name":"r"},"rules":{{{All}}}}""" },
        { "PATCH", Local + "roles/fresh?fieldManager=m", "application/apply-patch+yaml", $$$"""{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"Role","metadata":{"name":"fresh"},"rules":{{{All}}}}""" },
        { "PATCH", Rbac + "clusterroles/r", "application/merge-patch+json", $$$"""{"rules":{{{All}}}}""" },
        { "PATCH", Rbac + "clusterroles/r", "application/merge-patch+json", """{"aggregationRule":{"clusterRoleSelectors":[{"matchLabels":{"a":"b"}}]}}""" },
        { "POST", Rbac + "clusterroles", "application/json", """{"metadata":{"name":"x"},"aggregationRule":{"clusterRoleSelectors":[{}]}}""" },
        { "POST", Rbac + "clusterroles", "application/json", """{"metadata":{"name":"x"},"rules":[{"verbs":["escalate","bind"],"apiGroups":["rbac.authorization.k8s.io"],"resources":["clusterroles"]}]}""" },
        { "POST", Rbac + "clusterroles", "application/json", """{"metadata":{"name":"x"},"rules":[{"verbs":["get"],"nonResourceURLs":["/metrics"]}]}""" },
        { "POST", Rbac + "clusterrolebindings", "application/json", $$$"""{"metadata":{"name":"x"},"roleRef":{{{Admin}}},"subjects":{{{Bob}}}}""" },
        { "POST", Local + "rolebindings", "application/json", $$$"""{"metadata":{"name":"x"},"roleRef":{{{Admin}}},"subjects":{{{Bob}}}}""" },
        { "PUT", Local + "rolebindings/b", "application/json", $$$"""{"metadata":{"name":"b"},"roleRef":{{{Admin}}},"subjects":{{{Bob}}}}""" },
        { "PATCH", Local + "rolebindings/b", "application/merge-patch+json", $$$"""{"subjects":{{{Bob}}}}""" },
        { "PATCH", Local + "rolebindings/b?fieldManager=m&force=true", "application/apply-patch+yaml", $$$"""{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"RoleBinding","metadata":{"name":"b"},"roleRef":{{{Admin}}},"subjects":{{{Bob}}}}""" },
        { "POST", Local + "rolebindings", "application/json", $$$"""{"metadata":{"name":"x"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"not-there-yet"},"subjects":{{{Bob}}}}""" },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Role_BeyondTheWritersOwnRights_IsRefused(string method, string path, string media, string body)
    {
        await using var server = await WithWriterAsync();
        var (code, status) = await server.SendAsync(new HttpMethod(method), path, body, media, "bob");
        code.ShouldBe(path.EndsWith("rolebindings", StringComparison.Ordinal) && body.Contains("not-there-yet", StringComparison.Ordinal) ? 404 : 403, status.Root["message"u8].AsString());
        (await server.SendAsync(HttpMethod.Get, "/api/v1/namespaces/default/secrets", user: "bob")).Code.ShouldBe(403);
    }

    [Fact]
    public async Task Role_WithinTheWritersOwnRights_IsWritten()
    {
        await using var server = await WithWriterAsync();
        (await server.SendAsync(HttpMethod.Post, Local + "roles", """{"metadata":{"name":"x"},"rules":[{"verbs":["get"],"apiGroups":["rbac.authorization.k8s.io"],"resources":["roles"]}]}""", user: "bob")).Code.ShouldBe(201);
    }
}
