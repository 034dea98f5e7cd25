using System.Globalization;

namespace Timonier.Api.Tests.Conformance;

public sealed class ListTests
{
    private const string Path = "/api/v1/namespaces/default/podtemplates";
    private const int Count = 40;
    private const int Page = 17;

    private static async Task<ApiServer> WithTemplatesAsync()
    {
        var server = await ApiServer.StartAsync();
        for (var i = 0; i < Count; i++)
            await server.CreatesAsync(Path, $$$"""{"metadata":{"name":"template-{{{i.ToString("d4", CultureInfo.InvariantCulture)}}}"},"template":{"spec":{"containers":[{"name":"test","image":"test"}]} } }""");
        return server;
    }

    [Fact(DisplayName = "[sig-api-machinery] Servers with support for API chunking should return chunks of results for list calls")]
    public async Task Pages_TogetherAreTheList()
    {
        await using var server = await WithTemplatesAsync();
        var (found, token, version) = (new List<string>(), "", "");
        do
        {
            var page = await server.GetsAsync($"{Path}?limit={Page}&continue={token}");
            if (version.Length == 0) version = page.ResourceVersion;
            page.ResourceVersion.ShouldBe(version);
            var names = Answers.NamesIn(page);
            names.Count.ShouldBeLessThanOrEqualTo(Page);
            found.AddRange(names);
            token = page.Metadata["continue"u8].AsString();
            page.Metadata["remainingItemCount"u8].AsInt64().ShouldBe(Count - found.Count);
        }
        while (token.Length > 0);
        found.Count.ShouldBe(Count);
        (await server.NamesAsync(Path)).ShouldBe(found);
    }

    [Fact(DisplayName = "[sig-api-machinery] Servers with support for API chunking should support continue listing from the last key if the original version has been compacted away, though the list is inconsistent")]
    public async Task Pages_WhoseVersionIsGone_GoOnAtTheNewest()
    {
        await using var server = await WithTemplatesAsync();
        var first = await server.GetsAsync($"{Path}?limit={Page}");
        await server.Store.CompactAsync(server.Store.CurrentRevision, TestContext.Current.CancellationToken);
        await server.PatchesAsync($"{Path}/template-0000", """{"metadata":{"labels":{"a":"b"}}}""");
        var (code, expired) = await server.SendAsync(HttpMethod.Get, $"{Path}?limit={Page}&continue={first.Metadata["continue"u8].AsString()}");
        code.ShouldBe(410);
        var found = Answers.NamesIn(first).ToList();
        var (token, version) = (expired.Metadata["continue"u8].AsString(), "");
        while (token.Length > 0)
        {
            var page = await server.GetsAsync($"{Path}?limit={Page}&continue={token}");
            if (version.Length == 0) version = page.ResourceVersion;
            page.ResourceVersion.ShouldBe(version);
            found.AddRange(Answers.NamesIn(page));
            token = page.Metadata["continue"u8].AsString();
            page.Metadata["remainingItemCount"u8].AsInt64().ShouldBe(Count - found.Count);
        }
        version.ShouldNotBe(first.ResourceVersion);
        found.ShouldBe(await server.NamesAsync(Path));
    }

    [Fact(DisplayName = "[sig-api-machinery] Servers with support for Table transformation should return a 406 for a backend which does not implement metadata")]
    public async Task Table_OfWhatHasNoMetadata_Is406()
    {
        await using var server = await ApiServer.StartAsync();
        using var body = new StringContent("""{"spec":{"resourceAttributes":{"verb":"get","resource":"pods"}}}""", System.Text.Encoding.UTF8, "application/json");
        using var answer = await server.AskAsync(HttpMethod.Post, "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", body, "admin", ("Accept", "application/json;as=Table;v=v1;g=meta.k8s.io"));
        ((int)answer.StatusCode).ShouldBe(406);
    }
}
