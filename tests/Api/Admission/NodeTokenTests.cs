using Timonier.Api.Authentication;

namespace Timonier.Api.Tests.Admission;

/// <summary>For which audiences a node gets tokens of the pods that run on it.</summary>
public sealed class NodeTokenTests
{
    private const string Node = "system:node:n1|system:nodes";
    private const string Pods = "/api/v1/namespaces/default/pods";
    private const string Tokens = "/api/v1/namespaces/default/serviceaccounts/default/token";

    [Theory]
    [InlineData("""["vault"]""", 201, "")]
    [InlineData("""["store"]""", 201, "")]
    [InlineData("[]", 403, "serviceaccounts \"default\" is forbidden: audience \"\" not found in pod spec volume, system:node:n1 is not authorized to request tokens for this audience")]
    [InlineData("""["other"]""", 403, "serviceaccounts \"default\" is forbidden: audience \"other\" not found in pod spec volume, system:node:n1 is not authorized to request tokens for this audience")]
    [InlineData("""["vault","store"]""", 403, "serviceaccounts \"default\" is forbidden: node may only request 0 or 1 audiences")]
    public async Task Audience_MustBeThePods(string audiences, int expected, string message)
    {
        await using var server = await WithPodAsync();
        var (code, answer) = await AskAsync(server, audiences, Node);
        answer.Root["message"u8].AsString().ShouldBe(message);
        code.ShouldBe(expected);
    }

    [Fact]
    public async Task Audience_ThatARoleAllows_IsGranted()
    {
        await using var server = await WithPodAsync();
        await server.GrantAsync("system:node:n1", "request-serviceaccounts-token-audience", "", "other");
        (await AskAsync(server, """["other"]""", Node)).Code.ShouldBe(201);
    }

    [Fact]
    public async Task Audience_OfSomebodyWhoIsNoNode_IsTheirs()
    {
        await using var server = await WithPodAsync();
        (await AskAsync(server, """["other","more"]""", "admin")).Code.ShouldBe(201);
    }

    private static async Task<(int Code, Documents.Document Body)> AskAsync(ApiServer server, string audiences, string user)
    {
        var pod = (await server.SendAsync(HttpMethod.Get, Pods + "/web")).Body;
        return await server.SendAsync(HttpMethod.Post, Tokens,
            $$$"""{"spec":{"audiences":{{{audiences}}},"boundObjectRef":{"apiVersion":"v1","kind":"Pod","name":"web","uid":"{{{pod.Uid}}}"} } }""", user: user);
    }

    private static async Task<ApiServer> WithPodAsync()
    {
        var server = await ApiServer.StartAsync(withRoles: true, config: new ApiConfig { TokenIssuer = new NoSignature() });
        await server.GrantAsync("system:node:n1", "create", "", "serviceaccounts/token");
        await server.SendAsync(HttpMethod.Post, "/api/v1/namespaces/default/serviceaccounts", """{"metadata":{"name":"default"}}""");
        (await server.SendAsync(HttpMethod.Post, "/apis/storage.k8s.io/v1/csidrivers", """{"metadata":{"name":"csi.example"},"spec":{"tokenRequests":[{"audience":"store"}]}}""")).Code.ShouldBe(201);
        (await server.SendAsync(HttpMethod.Post, Pods, """
            {"metadata":{"name":"web"},"spec":{"nodeName":"n1","automountServiceAccountToken":false,"containers":[{"name":"c","image":"i"}],"volumes":[
            {"name":"t","projected":{"sources":[{"serviceAccountToken":{"path":"t","audience":"vault"}}]}},{"name":"s","csi":{"driver":"csi.example"}}]}}
            """)).Code.ShouldBe(201);
        return server;
    }

    private sealed class NoSignature : ITokenIssuer
    {
        public ValueTask<IssuedToken> IssueAsync(TokenGrant grant, CancellationToken cancellation) =>
            ValueTask.FromResult(new IssuedToken("token", TimeProvider.System.GetUtcNow().AddHours(1), grant.Audiences));
    }
}
