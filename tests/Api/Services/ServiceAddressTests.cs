namespace Timonier.Api.Tests.Services;

public sealed class ServiceAddressTests
{
    private const string Services = "/api/v1/namespaces/default/services";

    [Fact]
    public async Task Services_MadeAtOnce_NeverShareAnAddressOrANodePort()
    {
        await using var server = await ApiServer.StartAsync();
        var made = await Task.WhenAll(Enumerable.Range(0, 60).Select(i =>
            server.SendAsync(HttpMethod.Post, Services, $$$"""{"metadata":{"name":"s{{{i}}}"},"spec":{"type":"NodePort","ports":[{"port":80}]}}""")));
        made.ShouldAllBe(m => m.Code == 201);
        made.Select(m => m.Body.Spec["clusterIP"u8].AsString()).Distinct().Count().ShouldBe(60);
        made.Select(m => m.Body.Spec["ports"u8][0]["nodePort"u8].AsInt32()).Distinct().Count().ShouldBe(60);
    }

    [Fact]
    public async Task Address_OfADeletedService_IsFreeAgain_AndATakenOneIsRefused()
    {
        await using var server = await ApiServer.StartAsync();
        const string Body = """{"metadata":{"name":"NAME"},"spec":{"clusterIP":"10.43.7.7","ports":[{"port":80}]}}""";
        (await server.SendAsync(HttpMethod.Post, Services, Body.Replace("NAME", "a", StringComparison.Ordinal))).Code.ShouldBe(201);
        var (code, status) = await server.SendAsync(HttpMethod.Post, Services, Body.Replace("NAME", "b", StringComparison.Ordinal));
        code.ShouldBe(422);
        status.Root["message"u8].AsString().ShouldContain("provided IP is already allocated");
        await server.SendAsync(HttpMethod.Delete, Services + "/a");
        (await server.SendAsync(HttpMethod.Post, Services, Body.Replace("NAME", "b", StringComparison.Ordinal))).Code.ShouldBe(201);
    }

    [Fact]
    public async Task Address_ThatSomethingElseHas_IsNeitherGivenNorGranted()
    {
        // A range of sixteen, of which the API has one for itself, and all others are somebody else's.
        await using var server = await ApiServer.StartAsync(config: new ApiConfig { ServiceCidr = System.Net.IPNetwork.Parse("10.43.0.0/28") });
        for (var i = 2; i < 15; i++)
            (await server.SendAsync(HttpMethod.Post, "/apis/networking.k8s.io/v1/ipaddresses", $$$"""{"metadata":{"name":"10.43.0.{{{i}}}"},"spec":{"parentRef":{"group":"g.example.com","resource":"gateways","name":"mine"} } }""")).Code.ShouldBe(201);
        var (code, status) = await server.SendAsync(HttpMethod.Post, Services, Named("a", "10.43.0.7"));
        code.ShouldBe(422);
        status.Root["message"u8].AsString().ShouldContain("provided IP is already allocated");
        (await server.SendAsync(HttpMethod.Post, Services, Named("a", ""))).Body.Root["message"u8].AsString().ShouldContain("range is full");
        await server.SendAsync(HttpMethod.Delete, "/apis/networking.k8s.io/v1/ipaddresses/10.43.0.9");
        (await server.SendAsync(HttpMethod.Post, Services, Named("a", ""))).Body.Spec["clusterIP"u8].AsString().ShouldBe("10.43.0.9");
    }

    [Fact]
    public async Task Range_Added_GivesAddressesOnceItIsReady()
    {
        await using var server = await ApiServer.StartAsync();
        const string Ranges = "/apis/networking.k8s.io/v1/servicecidrs";
        (await server.SendAsync(HttpMethod.Get, Ranges + "/kubernetes")).Body.Spec["cidrs"u8].ToString().ShouldBe("""["10.43.0.0/16"]""");
        (await server.SendAsync(HttpMethod.Post, Ranges, """{"metadata":{"name":"more"},"spec":{"cidrs":["10.99.0.0/24"]}}""")).Code.ShouldBe(201);
        (await server.SendAsync(HttpMethod.Post, Services, Named("a", "10.99.0.9"))).Code.ShouldBe(422);
        const string Ready = """{"status":{"conditions":[{"type":"Ready","status":"True","reason":"","message":"","lastTransitionTime":"2026-03-01T12:00:00Z"}]}}""";
        (await server.SendAsync(HttpMethod.Patch, Ranges + "/more/status", Ready, "application/merge-patch+json")).Code.ShouldBe(200);
        (await server.SendAsync(HttpMethod.Post, Services, Named("a", "10.99.0.9"))).Code.ShouldBe(201);
    }

    private static string Named(string name, string address) => $$$"""{"metadata":{"name":"{{{name}}}"},"spec":{"clusterIP":"{{{address}}}","ports":[{"port":80}]}}""";
}
