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
}
