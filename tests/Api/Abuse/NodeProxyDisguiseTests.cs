using Timonier.Api.Tests.Subresources;

namespace Timonier.Api.Tests.Abuse;

/// <summary>
/// Whoever may only read <c>nodes/proxy</c> must not reach the agent's exec, however the path is written; and what the
/// agent is asked is what was judged.
/// </summary>
public sealed class NodeProxyDisguiseTests
{
    private static async Task<ApiServer> WithReaderAsync(EchoServer agent)
    {
        var server = await ApiServer.StartAsync(withRoles: true, config: new ApiConfig { Kubelets = agent });
        await server.GrantAsync("reader", "get", "", "nodes/proxy");
        (await server.SendAsync(HttpMethod.Post, "/api/v1/nodes",
            """{"metadata":{"name":"n1"},"status":{"addresses":[{"type":"InternalIP","address":"10.0.0.1"}],"daemonEndpoints":{"kubeletEndpoint":{"Port":10250}}}}""")).Code.ShouldBe(201);
        return server;
    }

    // HttpClient tidies paths; a hostile client does not.
    private static async Task<(int Code, string Told)> GetAsync(ApiServer server, string path)
    {
        var uri = new Uri(server.Http.BaseAddress + path[1..], new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        using var request = new HttpRequestMessage(HttpMethod.Get, uri);
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer reader");
        using var response = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("/api/v1/nodes/n1/proxy/exec/ns/pod/c")]
    [InlineData("/api/v1/nodes/n1/proxy/EXEC/ns/pod/c")]
    [InlineData("/api/v1/nodes/n1/proxy//exec/ns/pod/c")]
    [InlineData("/api/v1/nodes/n1/proxy/%65xec/ns/pod/c")]
    [InlineData("/api/v1/nodes/n1/proxy/%2565xec/ns/pod/c")]
    [InlineData("/api/v1/nodes/n1/proxy/pods/../exec/ns/pod/c")]
    [InlineData("/api/v1/nodes/n1/proxy/pods/%2e%2e/exec/ns/pod/c")]
    [InlineData("/api/v1/nodes/n1/proxy/pods%2F..%2Fexec/ns/pod/c")]
    [InlineData("/api/v1/nodes/n1/proxy/pods/%252e%252e/exec/ns/pod/c")]
    [InlineData("/api/v1/nodes/n1/proxy/%2Fexec/ns/pod/c")]
    [InlineData("/api/v1/nodes/n1/proxy/attach/ns/pod/c")]
    [InlineData("/api/v1/nodes/n1/proxy/portForward/ns/pod")]
    [InlineData("/api/v1/nodes/n1/proxy/run/ns/pod/c")]
    [InlineData("/api/v1/nodes/n1:10250/proxy/exec/ns/pod/c")]
    [InlineData("/api/v1/nodes/https:n1:10250/proxy/exec/ns/pod/c")]
    public async Task Exec_InAnyDisguise_NeedsMoreThanReading(string path)
    {
        await using var agent = await EchoServer.StartAsync();
        await using var server = await WithReaderAsync(agent);
        (await GetAsync(server, path)).Code.ShouldBe(403);
        agent.Dialled.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/api/v1/nodes//n1/proxy/pods/nodes/n1/proxy/exec/ns/pod/c", "GET /pods/nodes/n1/proxy/exec/ns/pod/c for")]
    [InlineData("/api/v1/nodes/n1/proxy/logs/%2541%2f%41", "GET /logs/%2541%2fA for")]
    [InlineData("/api/v1//nodes/n1//proxy/stats/summary", "GET /stats/summary for")]
    [InlineData("/api/v1/nodes/n1/proxy/containerLogs/ns/exec/c", "GET /containerLogs/ns/exec/c for")]
    public async Task Path_PassedOn_IsTheOneThatWasJudged(string path, string told)
    {
        await using var agent = await EchoServer.StartAsync();
        await using var server = await WithReaderAsync(agent);
        var (code, text) = await GetAsync(server, path);
        text.ShouldStartWith(told);
        code.ShouldBe(200);
    }
}
