using System.Net.Sockets;
using System.Text;
using Timonier.Api.Tests.Subresources;

namespace Timonier.Api.Tests.Abuse;

/// <summary>Headers by which somebody would be another than the one who was judged.</summary>
public sealed class ImpersonationHeaderTests
{
    // Raw, because clients join headers of one name before they send them.
    private static async Task<string> AskAsync(ApiServer server, string user, string headers)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(server.Http.BaseAddress!.Host, server.Http.BaseAddress.Port, TestContext.Current.CancellationToken);
        await using var stream = socket.GetStream();
        var request = $"POST /apis/authentication.k8s.io/v1/selfsubjectreviews HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {user}\r\nContent-Type: application/json\r\nContent-Length: 2\r\n{headers}\r\n{{}}";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData("Impersonate-User: alice\r\nImpersonate-User: admin\r\n", "\"username\":\"alice\"")]
    [InlineData("IMPERSONATE-USER: alice\r\nimpersonate-user: admin\r\n", "\"username\":\"alice\"")]
    [InlineData("Impersonate-User: alice\r\nImpersonate-Uid: a\r\nImpersonate-Uid: b\r\n", "\"uid\":\"a\"")]
    [InlineData("Impersonate-User: alice\r\nImpersonate-Extra-A%62: x\r\nImpersonate-Extra-ab: y\r\n", "\"extra\":{\"ab\":[\"x\",\"y\"]}")]
    [InlineData("Impersonate-User: alice\r\nImpersonate-Extra-%zz: x\r\n", "\"extra\":{\"%zz\":[\"x\"]}")]
    public async Task Header_SaidTwiceOrInTwoWays_HasOneMeaning(string headers, string told)
    {
        await using var server = await ApiServer.StartAsync(withRoles: true);
        await server.GrantAsync("alice", "create", "authentication.k8s.io", "selfsubjectreviews");
        (await AskAsync(server, "admin", headers)).ShouldContain(told);
    }

    [Theory]
    [InlineData("Impersonate-Group: system:masters\r\n", "500")]
    [InlineData("Impersonate-Extra-Scopes: all\r\n", "500")]
    [InlineData("Impersonate-User: \r\nImpersonate-Uid: 1\r\n", "500")]
    [InlineData("Impersonate-User: alice\r\nImpersonate-Group: system:masters\r\n", "403")]
    [InlineData("Impersonate-User: alice\r\nimpersonate-group: dev\r\nIMPERSONATE-GROUP: system:masters\r\n", "403")]
    [InlineData("Impersonate-User: alice\r\nImpersonate-Extra-Scopes%2fx: all\r\n", "403")]
    [InlineData("Impersonate-User: alice\r\nImpersonate-Uid: 1\r\n", "403")]
    [InlineData("Impersonate-User: admin\r\n", "403")]
    [InlineData("Impersonate-User: system:serviceaccount:kube-system:x\r\n", "403")]
    public async Task PartOfAnIdentity_ThatIsNotAllowed_SpoilsTheWhole(string headers, string code)
    {
        await using var server = await ApiServer.StartAsync(withRoles: true);
        await server.SendAsync(HttpMethod.Post, "/apis/rbac.authorization.k8s.io/v1/clusterroles", """{"metadata":{"name":"as"},"rules":[{"verbs":["impersonate"],"apiGroups":[""],"resources":["users"],"resourceNames":["alice"]}]}""");
        await server.SendAsync(HttpMethod.Post, "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings", """
            {"metadata":{"name":"as"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"as"},"subjects":[{"kind":"User","apiGroup":"rbac.authorization.k8s.io","name":"bob"}]}
            """);
        (await AskAsync(server, "bob", headers)).ShouldStartWith("HTTP/1.1 " + code);
    }

    [Fact]
    public async Task IdentityHeaders_AreNotPassedToWorkloads()
    {
        await using var backend = await EchoServer.StartAsync();
        await using var server = await ApiServer.StartAsync(config: new ApiConfig { Pods = backend });
        const string Core = "/api/v1/namespaces/default/";
        await server.SendAsync(HttpMethod.Post, Core + "serviceaccounts", """{"metadata":{"name":"default"}}""");
        await server.SendAsync(HttpMethod.Post, Core + "pods", """{"metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"i"}]}}""");
        await server.SendAsync(HttpMethod.Patch, Core + "pods/p/status", """{"status":{"podIP":"10.42.0.5"}}""", "application/merge-patch+json");
        using var response = await server.AskAsync(HttpMethod.Get, Core + "pods/p:80/proxy/", null, "admin",
            ("X-Remote-User", "system:admin"), ("X-Remote-Group", "system:masters"), ("X-Remote-Extra-Scopes", "all"), ("Cookie", "a=b"), ("Proxy-Authorization", "Basic x"), ("X-Own", "kept"));
        response.EnsureSuccessStatusCode();
        backend.Headers.ShouldContain("X-Own");
        backend.Headers.ShouldNotContain(h => h.StartsWith("X-Remote", StringComparison.Ordinal) || h == "Authorization" || h == "Cookie" || h == "Proxy-Authorization");
    }
}
