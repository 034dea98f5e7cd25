using Timonier.Documents;

namespace Timonier.Api.Tests.Reads;

public sealed class PagingTests
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";

    [Fact]
    public async Task Pages_UnderWrites_ShowTheListAsItStoodAtTheFirst()
    {
        await using var server = await ApiServer.StartAsync();
        foreach (var name in (string[])["a", "b", "c", "d", "e"]) await server.SendAsync(HttpMethod.Post, ConfigMaps, $$$"""{"metadata":{"name":"{{{name}}}"}}""");
        var names = new List<string>();
        var (next, version) = ("", "");
        do
        {
            var (_, page) = await server.SendAsync(HttpMethod.Get, $"{ConfigMaps}?limit=2&continue={next}");
            foreach (var item in page.Root["items"u8].Items) names.Add(item["metadata"u8]["name"u8].AsString());
            next = page.Metadata["continue"u8].AsString();
            if (version.Length == 0)
            {
                version = page.ResourceVersion;
                page.Metadata["remainingItemCount"u8].AsInt64().ShouldBe(3);
                await server.SendAsync(HttpMethod.Delete, ConfigMaps + "/d");
                await server.SendAsync(HttpMethod.Post, ConfigMaps, """{"metadata":{"name":"bb"}}""");
            }
            page.ResourceVersion.ShouldBe(version);
        }
        while (next.Length > 0);
        names.ShouldBe(["a", "b", "c", "d", "e"]);
    }

    [Theory]
    [InlineData("labelSelector=l%3Dodd", "a,c")]
    [InlineData("labelSelector=l+notin+(odd)", "b")]
    [InlineData("labelSelector=!m", "a,b")]
    [InlineData("fieldSelector=metadata.name%3Db", "b")]
    [InlineData("fieldSelector=metadata.name!%3Db&labelSelector=m", "c")]
    public async Task Selector_OfAList_ChoosesItsObjects(string query, string expected)
    {
        await using var server = await ApiServer.StartAsync();
        await server.SendAsync(HttpMethod.Post, ConfigMaps, """{"metadata":{"name":"a","labels":{"l":"odd"}}}""");
        await server.SendAsync(HttpMethod.Post, ConfigMaps, """{"metadata":{"name":"b","labels":{"l":"even"}}}""");
        await server.SendAsync(HttpMethod.Post, ConfigMaps, """{"metadata":{"name":"c","labels":{"l":"odd","m":""}}}""");
        var (_, list) = await server.SendAsync(HttpMethod.Get, $"{ConfigMaps}?{query}");
        var names = new List<string>();
        foreach (var item in list.Root["items"u8].Items) names.Add(item["metadata"u8]["name"u8].AsString());
        string.Join(',', names).ShouldBe(expected);
    }

    [Fact]
    public async Task Discovery_OfAGroup_NamesItsResources()
    {
        await using var server = await ApiServer.StartAsync();
        var (_, list) = await server.SendAsync(HttpMethod.Get, "/apis/apps/v1");
        list.Kind.ShouldBe("APIResourceList");
        var names = new List<string>();
        foreach (var resource in list.Root["resources"u8].Items) names.Add(resource["name"u8].AsString());
        names.ShouldContain("deployments");
        names.ShouldContain("deployments/scale");
    }
}
