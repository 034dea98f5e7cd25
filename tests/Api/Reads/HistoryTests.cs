using System.Globalization;
using Timonier.Documents;

namespace Timonier.Api.Tests.Reads;

public sealed class HistoryTests
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";

    [Fact]
    public async Task History_OfAnObject_HasEachVersionOnce()
    {
        await using var server = await ApiServer.StartAsync();
        await PutAsync(server, "a", "1");
        await PutAsync(server, "ab", "1");
        await PutAsync(server, "a", "2", exists: true);
        await server.SendAsync(HttpMethod.Delete, ConfigMaps + "/a");
        var told = await TellAsync(server, $"{ConfigMaps}/a");
        Shown(told).ShouldBe(["ADDED a 1", "MODIFIED a 2", "DELETED a 2"]);
        told.Root["items"u8][0]["time"u8].AsTime().ShouldNotBeNull();
        told.Root["items"u8][0]["revision"u8].AsString().ShouldBe(told.Root["items"u8][0]["object"u8]["metadata"u8]["resourceVersion"u8].AsString());
    }

    [Fact]
    public async Task History_OfACollection_HasBeforeAndAfterOfEachThatChanged()
    {
        await using var server = await ApiServer.StartAsync();
        await PutAsync(server, "a", "1");
        await PutAsync(server, "b", "1");
        var then = server.Store.CurrentRevision.ToString(CultureInfo.InvariantCulture);
        await PutAsync(server, "a", "2", exists: true);
        await PutAsync(server, "a", "3", exists: true);
        await PutAsync(server, "c", "1");
        var told = await TellAsync(server, $"{ConfigMaps}?after={then}");
        Shown(told).ShouldBe(["MODIFIED a 3", "ADDED c 1"]);
        told.Root["items"u8][0]["before"u8]["data"u8]["v"u8].AsString().ShouldBe("1");
        told.Root["items"u8][1]["before"u8].Exists.ShouldBeFalse();
    }

    [Fact]
    public async Task History_OfAnEncryptedKindInAnotherVersion_IsReadable()
    {
        await using var server = await ApiServer.StartAsync();
        await server.SendAsync(HttpMethod.Post, "/api/v1/namespaces/default/secrets", """{"metadata":{"name":"s"},"data":{"k":"dg=="}}""");
        var told = await TellAsync(server, "/api/v1/namespaces/default/secrets/s");
        told.Root["items"u8][0]["object"u8]["data"u8]["k"u8].AsString().ShouldBe("dg==");

        await server.SendAsync(HttpMethod.Post, "/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers",
            """{"metadata":{"name":"h"},"spec":{"maxReplicas":3,"scaleTargetRef":{"kind":"Deployment","name":"d","apiVersion":"apps/v1"}}}""");
        told = await TellAsync(server, "/apis/autoscaling/v1/namespaces/default/horizontalpodautoscalers/h");
        told.Root["items"u8][0]["object"u8]["apiVersion"u8].AsString().ShouldBe("autoscaling/v1");
    }

    [Fact]
    public async Task History_FromBeforeWhatIsKept_IsExpired()
    {
        await using var server = await ApiServer.StartAsync();
        await PutAsync(server, "a", "1");
        await server.Store.CompactAsync(server.Store.CurrentRevision, TestContext.Current.CancellationToken);
        foreach (var query in (string[])["after=1", "since=2020-01-01T00:00:00Z"])
            (await server.SendAsync(HttpMethod.Get, $"/timonier/history{ConfigMaps}?{query}")).Code.ShouldBe(410);
        (await server.SendAsync(HttpMethod.Get, "/timonier/history?since=2020-01-01T00:00:00Z")).Code.ShouldBe(410);
        var reach = await server.SendAsync(HttpMethod.Get, "/timonier/history");
        reach.Body.Root["oldest"u8].AsString().ShouldBe((server.Store.CurrentRevision + 1).ToString(CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task History_AtAMoment_IsTheRevisionOfThen()
    {
        await using var server = await ApiServer.StartAsync();
        await PutAsync(server, "a", "1");
        var newest = server.Store.CurrentRevision.ToString(CultureInfo.InvariantCulture);
        var (code, reach) = await server.SendAsync(HttpMethod.Get, "/timonier/history?since=2999-01-01T00:00:00Z");
        code.ShouldBe(200);
        reach.Root["revision"u8].AsString().ShouldBe(newest);
    }

    [Fact]
    public async Task History_ForWhomMayNotReadNow_IsForbidden()
    {
        await using var server = await ApiServer.StartAsync(withRoles: true);
        await server.GrantAsync("lister", "list", "", "configmaps");
        await server.GrantAsync("getter", "get", "", "configmaps");
        (await CodeAsync($"{ConfigMaps}", "lister")).ShouldBe(200);
        (await CodeAsync($"{ConfigMaps}/a", "lister")).ShouldBe(403);
        (await CodeAsync($"{ConfigMaps}/a", "getter")).ShouldBe(200);
        (await CodeAsync($"{ConfigMaps}", "getter")).ShouldBe(403);
        (await CodeAsync("/api/v1/namespaces/default/secrets", "lister")).ShouldBe(403);
        (await CodeAsync("/api/v1/namespaces/default/configmaps/a/status", "admin")).ShouldBe(404);
        (await CodeAsync("/elsewhere", "admin")).ShouldBe(404);
        (await CodeAsync("", "lister")).ShouldBe(200);
        (await CodeAsync("", "")).ShouldBe(401);

        async Task<int> CodeAsync(string path, string user) => (await server.SendAsync(HttpMethod.Get, "/timonier/history" + path, user: user)).Code;
    }

    private static async Task<Document> TellAsync(ApiServer server, string path)
    {
        var (code, told) = await server.SendAsync(HttpMethod.Get, "/timonier/history" + path);
        code.ShouldBe(200, told.ToString());
        return told;
    }

    private static List<string> Shown(Document told)
    {
        var shown = new List<string>();
        foreach (var item in told.Root["items"u8].Items)
            shown.Add($"{item["type"u8].AsString()} {item["object"u8]["metadata"u8]["name"u8].AsString()} {item["object"u8]["data"u8]["v"u8].AsString()}");
        return shown;
    }

    private static async Task PutAsync(ApiServer server, string name, string value, bool exists = false)
    {
        var body = $$$"""{"metadata":{"name":"{{{name}}}"},"data":{"v":"{{{value}}}"}}""";
        var (code, answer) = await server.SendAsync(exists ? HttpMethod.Put : HttpMethod.Post, exists ? $"{ConfigMaps}/{name}" : ConfigMaps, body);
        code.ShouldBe(exists ? 200 : 201, answer.ToString());
    }
}
