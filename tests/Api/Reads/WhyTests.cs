using Timonier.Documents;

namespace Timonier.Api.Tests.Reads;

public sealed class WhyTests
{
    private const string Pods = "/api/v1/namespaces/default/pods";

    [Fact]
    public async Task Why_IsToldToWhoeverMayGetThePod()
    {
        await using var server = await ApiServer.StartAsync(withRoles: true, config: new ApiConfig
        {
            Explain = (space, name, _) => Task.FromResult(name == "web" ? Document.Parse($$"""{"pod":"{{space}}/{{name}}"}""") : null),
        });
        await server.GrantAsync("getter", "get", "", "pods");
        await server.GrantAsync("lister", "list", "", "pods");
        var (code, told) = await WhyAsync("default/web", "getter");
        (code, told.Root["pod"u8].AsString()).ShouldBe((200, "default/web"));
        (await WhyAsync("default/web", "lister")).Code.ShouldBe(403);
        (await WhyAsync("default/nobody", "lister")).Code.ShouldBe(403);
        (await WhyAsync("default/nobody", "getter")).Code.ShouldBe(404);
        (await WhyAsync("default", "admin")).Code.ShouldBe(404);
        (await WhyAsync("default/web/more", "admin")).Code.ShouldBe(404);
        (await server.SendAsync(HttpMethod.Post, "/timonier/why/default/web", "{}")).Code.ShouldBe(405);

        Task<(int Code, Document Body)> WhyAsync(string path, string user) => server.SendAsync(HttpMethod.Get, "/timonier/why/" + path, user: user);
    }

    [Fact]
    public async Task Why_WhereNobodyDecides_SaysSo()
    {
        await using var server = await ApiServer.StartAsync();
        await server.SendAsync(HttpMethod.Post, "/api/v1/namespaces/default/serviceaccounts", """{"metadata":{"name":"default"}}""");
        (await server.SendAsync(HttpMethod.Post, Pods, """{"metadata":{"name":"web"},"spec":{"containers":[{"name":"c","image":"a:1"}]}}""")).Code.ShouldBe(201);
        (await server.SendAsync(HttpMethod.Get, "/timonier/why/default/web")).Code.ShouldBe(503);
    }
}
