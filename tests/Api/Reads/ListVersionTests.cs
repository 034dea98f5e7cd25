using System.Globalization;
using System.Text;
using Timonier.Documents;

namespace Timonier.Api.Tests.Reads;

public sealed class ListVersionTests
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";
    private const string Invalid = "ListOptions.meta.k8s.io \"\" is invalid: ";

    private static async Task<ApiServer> WithAsync(params string[] names)
    {
        var server = await ApiServer.StartAsync();
        foreach (var name in names) (await server.SendAsync(HttpMethod.Post, ConfigMaps, $$$"""{"metadata":{"name":"{{{name}}}"}}""")).Code.ShouldBe(201);
        return server;
    }

    private static string Names(Document list)
    {
        var names = new List<string>();
        foreach (var item in list.Root["items"u8].Items) names.Add(item["metadata"u8]["name"u8].AsString());
        return string.Join(',', names);
    }

    private static string Token(string json) => System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));

    [Theory]
    [InlineData("resourceVersion=@", "a,b,c")]
    [InlineData("resourceVersion=@&resourceVersionMatch=NotOlderThan", "a,b,c")]
    [InlineData("resourceVersion=@&resourceVersionMatch=Exact", "a,b")]
    [InlineData("resourceVersion=@&limit=5", "a,b")]
    [InlineData("resourceVersion=0", "a,b,c")]
    [InlineData("resourceVersion=0&resourceVersionMatch=NotOlderThan", "a,b,c")]
    [InlineData("", "a,b,c")]
    public async Task List_AtAVersion_IsAsOldAsItsMatchAllows(string query, string expected)
    {
        await using var server = await WithAsync("a", "b");
        var then = server.Store.CurrentRevision.ToString(CultureInfo.InvariantCulture);
        await server.SendAsync(HttpMethod.Post, ConfigMaps, """{"metadata":{"name":"c"}}""");
        var (code, list) = await server.SendAsync(HttpMethod.Get, $"{ConfigMaps}?{query.Replace("@", then, StringComparison.Ordinal)}");
        code.ShouldBe(200);
        Names(list).ShouldBe(expected);
    }

    [Theory]
    [InlineData("resourceVersionMatch=Exact", 422, Invalid + "resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided")]
    [InlineData("resourceVersion=0&resourceVersionMatch=Exact", 422, Invalid + "resourceVersionMatch: Forbidden: resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\"")]
    [InlineData("resourceVersion=1&resourceVersionMatch=Nearly", 422, Invalid + "resourceVersionMatch: Unsupported value: \"Nearly\": supported values: \"Exact\", \"NotOlderThan\", \"\"")]
    [InlineData("sendInitialEvents=true", 422, Invalid + "sendInitialEvents: Forbidden: sendInitialEvents is forbidden for list")]
    [InlineData("limit=many", 400, "strconv.ParseInt: parsing \"many\": invalid syntax")]
    [InlineData("limit=99999999999999999999", 400, "strconv.ParseInt: parsing \"99999999999999999999\": value out of range")]
    [InlineData("continue=%21", 400, "invalid continue token: continue key is not valid: illegal base64 data at input byte 0")]
    [InlineData("fieldSelector=metadata.name", 400, "invalid selector: 'metadata.name'; can't understand 'metadata.name'")]
    public async Task List_WithSenselessOptions_IsRefused(string query, int code, string message)
    {
        await using var server = await ApiServer.StartAsync();
        var (answered, status) = await server.SendAsync(HttpMethod.Get, $"{ConfigMaps}?{query}");
        status.Root["message"u8].AsString().ShouldBe(message);
        answered.ShouldBe(code);
    }

    [Theory]
    [InlineData("""{"v":"meta.k8s.io/v2","rv":1,"start":"a"}""", "server does not recognize this encoded version meta.k8s.io/v2")]
    [InlineData("""{"v":"meta.k8s.io/v1","start":"a"}""", "incorrect encoded start resourceVersion (version meta.k8s.io/v1)")]
    [InlineData("""{"v":"meta.k8s.io/v1","rv":1}""", "encoded start key empty (version meta.k8s.io/v1)")]
    [InlineData("""{"v":"meta.k8s.io/v1","rv":1,"start":"../../secrets/a"}""", "../../secrets/a")]
    public async Task Token_ThatWasNotGivenHere_IsRefused(string token, string why)
    {
        await using var server = await ApiServer.StartAsync();
        var (code, status) = await server.SendAsync(HttpMethod.Get, $"{ConfigMaps}?continue={Token(token)}");
        code.ShouldBe(400);
        status.Root["message"u8].AsString().ShouldBe("invalid continue token: continue key is not valid: " + why);
    }

    [Fact]
    public async Task Token_WithAVersion_IsTooMuch()
    {
        await using var server = await WithAsync("a", "b");
        var (_, page) = await server.SendAsync(HttpMethod.Get, ConfigMaps + "?limit=1");
        var (code, status) = await server.SendAsync(HttpMethod.Get, $"{ConfigMaps}?limit=1&resourceVersion=3&continue={page.Metadata["continue"u8].AsString()}");
        code.ShouldBe(400);
        status.Root["message"u8].AsString().ShouldBe("specifying resource version is not allowed when using continue");
    }

    [Fact]
    public async Task Page_WhoseVersionIsGone_OffersTheRestAsItStandsNow()
    {
        await using var server = await WithAsync("a", "b", "c");
        var (_, first) = await server.SendAsync(HttpMethod.Get, ConfigMaps + "?limit=1");
        await server.SendAsync(HttpMethod.Delete, ConfigMaps + "/b");
        await server.SendAsync(HttpMethod.Post, ConfigMaps, """{"metadata":{"name":"d"}}""");
        await server.Store.CompactAsync(server.Store.CurrentRevision, TestContext.Current.CancellationToken);

        var (code, status) = await server.SendAsync(HttpMethod.Get, $"{ConfigMaps}?limit=1&continue={first.Metadata["continue"u8].AsString()}");
        code.ShouldBe(410);
        status.Root["reason"u8].AsString().ShouldBe("Expired");
        status.Root["message"u8].AsString().ShouldStartWith("The provided continue parameter is too old to display a consistent list result.");
        var (_, rest) = await server.SendAsync(HttpMethod.Get, $"{ConfigMaps}?continue={status.Metadata["continue"u8].AsString()}");
        Names(rest).ShouldBe("c,d");
    }

    [Fact]
    public async Task ExactVersion_ThatIsGone_IsExpired()
    {
        await using var server = await WithAsync("a", "b");
        await server.Store.CompactAsync(server.Store.CurrentRevision, TestContext.Current.CancellationToken);
        var (code, status) = await server.SendAsync(HttpMethod.Get, ConfigMaps + "?resourceVersion=1&resourceVersionMatch=Exact");
        code.ShouldBe(410);
        status.Root["message"u8].AsString().ShouldBe("The resourceVersion for the provided list is too old.");
    }

    [Theory]
    [InlineData("resourceVersion=100000")]
    [InlineData("resourceVersion=100000&resourceVersionMatch=Exact")]
    public async Task Version_ThatHasNotHappened_IsAnsweredAsTimeout(string query)
    {
        await using var server = await ApiServer.StartAsync();
        var (code, status) = await server.SendAsync(HttpMethod.Get, $"{ConfigMaps}?{query}");
        code.ShouldBe(504);
        status.Root["message"u8].AsString().ShouldStartWith("Timeout: Too large resource version: 100000, current: ");
        status.Root["details"u8]["causes"u8][0]["reason"u8].AsString().ShouldBe("ResourceVersionTooLarge");
    }

    [Fact]
    public async Task Remaining_IsToldOnlyWhereItIsKnown()
    {
        await using var server = await WithAsync("a", "b", "c");
        (await server.SendAsync(HttpMethod.Get, ConfigMaps + "?limit=1")).Body.Metadata["remainingItemCount"u8].AsInt64().ShouldBe(2);
        (await server.SendAsync(HttpMethod.Get, ConfigMaps + "?limit=1&labelSelector=!x")).Body.Metadata["remainingItemCount"u8].Exists.ShouldBeFalse();
        (await server.SendAsync(HttpMethod.Get, ConfigMaps)).Body.Metadata["remainingItemCount"u8].Exists.ShouldBeFalse();
    }

    [Theory]
    [InlineData("/api/v1/pods?fieldSelector=spec.nodeName%3Dn1,status.phase!%3DFailed", 200, "")]
    [InlineData("/api/v1/pods?fieldSelector=spec.hostNetwork%3Dfalse", 200, "")]
    [InlineData("/api/v1/pods?fieldSelector=spec.priority%3D1", 400, "field label not supported: spec.priority")]
    [InlineData("/api/v1/nodes?fieldSelector=spec.unschedulable%3Dtrue", 200, "")]
    [InlineData("/api/v1/nodes?fieldSelector=metadata.namespace%3Dx", 400, "field label not supported: metadata.namespace")]
    [InlineData("/api/v1/secrets?fieldSelector=type%3DOpaque", 200, "")]
    [InlineData("/apis/apps/v1/deployments?fieldSelector=status.replicas%3D1", 400, "\"status.replicas\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"")]
    public async Task Field_OfASelector_MustBeOneOfTheKinds(string path, int code, string message)
    {
        await using var server = await ApiServer.StartAsync();
        var (answered, body) = await server.SendAsync(HttpMethod.Get, path);
        body.Root["message"u8].AsString().ShouldBe(message);
        answered.ShouldBe(code);
    }
}
