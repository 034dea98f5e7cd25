namespace Timonier.Api.Tests.Subresources;

public sealed class WorkloadProxyTests
{
    private const string Core = "/api/v1/namespaces/default/";
    private const string Merge = "application/merge-patch+json";

    private static async Task<ApiServer> WithWorkloadAsync(EchoServer backend, string podIp = "10.42.0.5")
    {
        var server = await ApiServer.StartAsync(config: new ApiConfig { Pods = backend });
        await server.SendAsync(HttpMethod.Post, Core + "serviceaccounts", """{"metadata":{"name":"default"}}""");
        await server.SendAsync(HttpMethod.Post, Core + "pods", """{"metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"i","ports":[{"containerPort":8080}]}]}}""");
        await server.SendAsync(HttpMethod.Patch, Core + "pods/p/status", $$$"""{"status":{"podIP":"{{{podIp}}}"} }""", Merge);
        await server.SendAsync(HttpMethod.Post, Core + "services", """{"metadata":{"name":"s"},"spec":{"ports":[{"name":"web","port":80,"targetPort":8080},{"name":"idle","port":81}]}}""");
        await server.SendAsync(HttpMethod.Post, Core + "endpoints", $$$"""{"metadata":{"name":"s"},"subsets":[{"addresses":[{"ip":"{{{podIp}}}"}],"ports":[{"name":"web","port":8080}]}]}""");
        return server;
    }

    [Theory]
    [InlineData("pods/p/proxy/a/b%20c/?q=1", "GET /a/b%20c/?q=1 for 10.42.0.5:8080", "10.42.0.5:8080")]
    [InlineData("pods/p:7000/proxy/", "GET / for 10.42.0.5:7000", "10.42.0.5:7000")]
    [InlineData("pods/http:p:7000/proxy/x", "GET /x for 10.42.0.5:7000", "10.42.0.5:7000")]
    [InlineData("services/s:web/proxy/x", "GET /x for 10.42.0.5:8080", "10.42.0.5:8080")]
    [InlineData("services/s:80/proxy/x", "GET /x for 10.42.0.5:8080", "10.42.0.5:8080")]
    public async Task Request_IsPassedToThePod(string path, string told, string dialled)
    {
        await using var backend = await EchoServer.StartAsync();
        await using var server = await WithWorkloadAsync(backend);
        using var response = await server.AskAsync(HttpMethod.Get, Core + path);
        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe(told);
        backend.Dialled.ShouldBe([dialled]);
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public async Task Method_OfTheRequest_Stays(string method)
    {
        await using var backend = await EchoServer.StartAsync();
        await using var server = await WithWorkloadAsync(backend);
        using var response = await server.AskAsync(new HttpMethod(method), Core + "pods/p/proxy/x");
        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldStartWith(method + " /x");
    }

    [Fact]
    public async Task Root_WithoutASlash_IsSentToItsSlash()
    {
        await using var backend = await EchoServer.StartAsync();
        await using var server = await WithWorkloadAsync(backend);
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false };
        using var client = new HttpClient(handler);
        client.DefaultRequestHeaders.Add("Authorization", "Bearer admin");
        using var response = await client.GetAsync(new Uri(server.Http.BaseAddress!, Core + "pods/p/proxy?q=1"), TestContext.Current.CancellationToken);
        ((int)response.StatusCode).ShouldBe(301);
        response.Headers.Location!.ToString().ShouldBe(Core + "pods/p/proxy/?q=1");
    }

    [Theory]
    [InlineData("pods/none/proxy/", 404, "pods \"none\" not found")]
    [InlineData("pods/ftp:p:1/proxy/", 400, "invalid pod request \"ftp:p:1\"")]
    [InlineData("pods/p:9/proxy/", 503, "error trying to reach service: dial tcp: connection refused")]
    [InlineData("services/s:82/proxy/", 503, "no service port 82 found for service \"s\"")]
    [InlineData("services/s:idle/proxy/", 503, "no endpoints available for service \"s\"")]
    [InlineData("services/none/proxy/", 404, "endpoints \"none\" not found")]
    public async Task Target_ThatCannotBeReached_IsTold(string path, int code, string message)
    {
        await using var backend = await EchoServer.StartAsync();
        await using var server = await WithWorkloadAsync(backend);
        var (answered, status) = await server.SendAsync(HttpMethod.Get, Core + path);
        status.Root["message"u8].AsString().ShouldBe(message);
        answered.ShouldBe(code);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("169.254.169.254")]
    public async Task Pod_ThatClaimsAnAddressOfTheServer_IsNotDialled(string address)
    {
        await using var backend = await EchoServer.StartAsync();
        await using var server = await WithWorkloadAsync(backend, address);
        var (code, status) = await server.SendAsync(HttpMethod.Get, Core + "pods/p/proxy/");
        code.ShouldBe(400);
        status.Root["message"u8].AsString().ShouldBe("address not allowed");
        backend.Dialled.ShouldBeEmpty();
    }
}
