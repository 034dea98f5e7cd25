namespace Timonier.Api.Tests.Subresources;

public sealed class NodeProxyTests
{
    private static async Task<ApiServer> WithNodeAsync(EchoServer agent)
    {
        var server = await ApiServer.StartAsync(config: new ApiConfig { Kubelets = agent });
        (await server.SendAsync(HttpMethod.Post, "/api/v1/nodes",
            """{"metadata":{"name":"n1"},"status":{"addresses":[{"type":"InternalIP","address":"10.0.0.1"}],"daemonEndpoints":{"kubeletEndpoint":{"Port":10250}}}}""")).Code.ShouldBe(201);
        return server;
    }

    [Theory]
    [InlineData("n1/proxy/stats/summary?only_cpu=1", "GET /stats/summary?only_cpu=1 for 10.0.0.1:10250")]
    [InlineData("n1/proxy/logs/", "GET /logs/ for 10.0.0.1:10250")]
    [InlineData("n1:9100/proxy/metrics", "GET /metrics for 10.0.0.1:9100")]
    [InlineData("https:n1:10250/proxy/configz", "GET /configz for 10.0.0.1:10250")]
    public async Task Request_IsPassedToTheNode(string path, string told)
    {
        await using var agent = await EchoServer.StartAsync();
        await using var server = await WithNodeAsync(agent);
        using var response = await server.AskAsync(HttpMethod.Get, "/api/v1/nodes/" + path);
        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe(told);
    }

    [Theory]
    [InlineData("none/proxy/", 404, "nodes \"none\" not found")]
    [InlineData("n1:web/proxy/", 400, "invalid node request \"n1:web\"")]
    [InlineData("ftp:n1:1/proxy/", 400, "invalid node request \"ftp:n1:1\"")]
    public async Task Node_ThatCannotBeMeant_IsTold(string path, int code, string message)
    {
        await using var agent = await EchoServer.StartAsync();
        await using var server = await WithNodeAsync(agent);
        var (answered, status) = await server.SendAsync(HttpMethod.Get, "/api/v1/nodes/" + path);
        status.Root["message"u8].AsString().ShouldBe(message);
        answered.ShouldBe(code);
    }
}
