using Timonier.Documents;
using Timonier.Kinds;

namespace Timonier.Api.Tests.Conformance;

public sealed class DiscoveryTests
{
    private const string Aggregated = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

    [Fact(DisplayName = "[sig-api-machinery] Discovery should locate the groupVersion and a resource within each APIGroup")]
    public async Task Group_OfTheList_OffersResources()
    {
        await using var server = await ApiServer.StartAsync();
        foreach (var version in await VersionsAsync(server))
        {
            var list = await server.GetsAsync($"/apis/{version}");
            list.Root["groupVersion"u8].AsString().ShouldBe(version);
            list.Root["resources"u8].Count.ShouldBePositive();
            list.Root["resources"u8][0]["kind"u8].AsString().ShouldNotBeEmpty();
        }
    }

    [Fact(DisplayName = "[sig-api-machinery] Discovery should validate PreferredVersion for each APIGroup")]
    public async Task Group_OfTheList_PrefersAVersionThatItHas()
    {
        await using var server = await ApiServer.StartAsync();
        foreach (var group in Groups(await server.GetsAsync("/apis")))
        {
            var alone = await server.GetsAsync($"/apis/{group.String("name")}");
            var preferred = alone.Root["preferredVersion"u8]["groupVersion"u8].AsString();
            preferred.ShouldBe(group.Object("preferredVersion").String("groupVersion"));
            group.Array("versions").OfType<DraftObject>().Select(v => v.String("groupVersion")).ShouldContain(preferred);
        }
    }

    [Theory]
    [InlineData("/api", TestDisplayName = "[sig-api-machinery] AggregatedDiscovery should support raw aggregated discovery endpoint Accept headers: /api")]
    [InlineData("/apis", TestDisplayName = "[sig-api-machinery] AggregatedDiscovery should support raw aggregated discovery endpoint Accept headers: /apis")]
    public async Task Aggregated_AskedForByItsType_IsGivenWithIt(string path)
    {
        await using var server = await ApiServer.StartAsync();
        using var answer = await server.AskAsync(HttpMethod.Get, path, null, "admin", ("Accept", Aggregated));
        answer.Content.Headers.NonValidated["Content-Type"].ToString().ShouldBe(Aggregated);
        (await ApiServer.ReadAsync(answer)).Body.Kind.ShouldBe("APIGroupDiscoveryList");
    }

    [Fact(DisplayName = "[sig-api-machinery] AggregatedDiscovery should support aggregated discovery interface")]
    public async Task Aggregated_HoldsEveryBuiltInResource()
    {
        await using var server = await ApiServer.StartAsync();
        var told = new HashSet<string>();
        foreach (var path in (string[])["/api", "/apis"])
            foreach (var group in (await server.GetAsAsync(path, Aggregated)).Body.Root["items"u8].Items)
                foreach (var version in group["versions"u8].Items)
                    foreach (var resource in version["resources"u8].Items)
                        told.Add($"{group["metadata"u8]["name"u8].AsString()}/{version["version"u8].AsString()}/{resource["resource"u8].AsString()}");
        told.ShouldBe(KindCatalogue.BuiltIn.All.Select(k => $"{k.Group}/{k.Version}/{k.Plural}"), ignoreOrder: true);
    }

    [Fact(DisplayName = "[sig-api-machinery] server version should find the server version")]
    public async Task Version_IsTold()
    {
        await using var server = await ApiServer.StartAsync();
        var version = await server.GetsAsync("/version");
        version.Root["major"u8].AsString().ShouldBe("1");
        version.Root["minor"u8].AsString().ShouldBe("36");
    }

    private static IEnumerable<DraftObject> Groups(Document list) => DraftObject.Of(list).Array("groups").OfType<DraftObject>();

    private static async Task<IReadOnlyList<string>> VersionsAsync(ApiServer server) =>
        [.. Groups(await server.GetsAsync("/apis")).SelectMany(g => g.Array("versions").OfType<DraftObject>()).Select(v => v.String("groupVersion"))];
}
