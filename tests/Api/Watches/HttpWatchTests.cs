using Timonier.Documents;

namespace Timonier.Api.Tests.Watches;

public sealed class HttpWatchTests
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";

    private static string Map(string name, string label) => $$$$"""{"metadata":{"name":"{{{{name}}}}","labels":{"l":"{{{{label}}}}"}}}""";

    private static string Labelled(string label) => $$$$"""{"metadata":{"labels":{"l":"{{{{label}}}}"}}}""";

    private static string Told(Document line) => $"{line.Root["type"u8].AsString()} {line.Root["object"u8]["metadata"u8]["name"u8].AsString()}";

    [Theory]
    [InlineData("true")]
    [InlineData("True")]
    [InlineData("1")]
    public async Task Watch_FromARevision_GivesWhatCameBehindIt(string yes)
    {
        await using var server = await ApiServer.StartAsync();
        var (_, first) = await server.SendAsync(HttpMethod.Post, ConfigMaps, Map("a", "x"));
        await server.SendAsync(HttpMethod.Post, ConfigMaps, Map("b", "x"));
        await server.SendAsync(HttpMethod.Patch, ConfigMaps + "/a", Labelled("y"), "application/merge-patch+json");
        await server.SendAsync(HttpMethod.Delete, ConfigMaps + "/a");
        var lines = await server.WatchLinesAsync($"{ConfigMaps}?watch={yes}&resourceVersion={first.ResourceVersion}", 3);
        lines.Select(Told).ShouldBe(["ADDED b", "MODIFIED a", "DELETED a"]);
        var versions = lines.Select(l => l.Root["object"u8]["metadata"u8]["resourceVersion"u8].AsString()).ToList();
        versions.ShouldBe(versions.OrderBy(v => long.Parse(v, System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task Watch_WithASelector_TellsOfEnteringAndLeaving()
    {
        await using var server = await ApiServer.StartAsync();
        var (_, first) = await server.SendAsync(HttpMethod.Post, ConfigMaps, Map("a", "x"));
        await server.SendAsync(HttpMethod.Post, ConfigMaps, Map("b", "x"));
        foreach (var label in (string[])["y", "y2", "x"])
            await server.SendAsync(HttpMethod.Patch, ConfigMaps + "/a", Labelled(label), "application/merge-patch+json");
        var lines = await server.WatchLinesAsync($"{ConfigMaps}?watch=true&resourceVersion={first.ResourceVersion}&labelSelector=l+in+(y,y2)", 3);
        lines.Select(Told).ShouldBe(["ADDED a", "MODIFIED a", "DELETED a"]);
    }

    [Fact]
    public async Task StreamingList_EndsItsBeginning_WithTheAnnotatedBookmark()
    {
        await using var server = await ApiServer.StartAsync();
        await server.SendAsync(HttpMethod.Post, ConfigMaps, Map("a", "x"));
        await server.SendAsync(HttpMethod.Post, ConfigMaps, Map("b", "x"));
        var lines = await server.WatchLinesAsync($"{ConfigMaps}?watch=true&sendInitialEvents=true&allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan", 3);
        lines.Take(2).Select(Told).ShouldBe(["ADDED a", "ADDED b"]);
        lines[2].Root["type"u8].AsString().ShouldBe("BOOKMARK");
        lines[2].Root["object"u8]["metadata"u8]["annotations"u8]["k8s.io/initial-events-end"u8].AsString().ShouldBe("true");
        lines[2].Root["object"u8]["kind"u8].AsString().ShouldBe("ConfigMap");
    }

    [Theory]
    [InlineData("sendInitialEvents=true&allowWatchBookmarks=true", "resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan")]
    [InlineData("sendInitialEvents=false", "resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan")]
    [InlineData("resourceVersion=1&resourceVersionMatch=NotOlderThan", "resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided")]
    [InlineData("sendInitialEvents=true&resourceVersionMatch=NotOlderThan&continue=x", "resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden when continue is provided")]
    public async Task Watch_WithSenselessOptions_IsRefused(string query, string why)
    {
        await using var server = await ApiServer.StartAsync();
        var (code, status) = await server.SendAsync(HttpMethod.Get, $"{ConfigMaps}?watch=true&{query}");
        status.Root["message"u8].AsString().ShouldBe("ListOptions.meta.k8s.io \"\" is invalid: " + why);
        code.ShouldBe(422);
    }

    [Fact]
    public async Task Watch_WithoutInitialEvents_BeginsAtItsVersion()
    {
        await using var server = await ApiServer.StartAsync();
        await server.SendAsync(HttpMethod.Post, ConfigMaps, Map("a", "x"));
        var then = server.Store.CurrentRevision;
        await server.SendAsync(HttpMethod.Post, ConfigMaps, Map("b", "x"));
        var lines = await server.WatchLinesAsync($"{ConfigMaps}?watch=true&sendInitialEvents=false&resourceVersionMatch=NotOlderThan&resourceVersion={then}", 1);
        lines.Select(Told).ShouldBe(["ADDED b"]);
    }

    [Fact]
    public async Task Watch_FromAVersionThatIsGone_EndsWithExpired()
    {
        await using var server = await ApiServer.StartAsync();
        await server.SendAsync(HttpMethod.Post, ConfigMaps, Map("a", "x"));
        await server.Store.CompactAsync(server.Store.CurrentRevision, TestContext.Current.CancellationToken);
        var lines = await server.WatchLinesAsync($"{ConfigMaps}?watch=true&resourceVersion=1", 2);
        lines.Count.ShouldBe(1);
        lines[0].Root["type"u8].AsString().ShouldBe("ERROR");
        var status = lines[0].Root["object"u8];
        status["code"u8].AsInt32().ShouldBe(410);
        status["reason"u8].AsString().ShouldBe("Expired");
        status["message"u8].AsString().ShouldStartWith("too old resource version: 1 (");
    }

    [Fact]
    public async Task Watch_WithATimeout_EndsByItself()
    {
        await using var server = await ApiServer.StartAsync();
        var lines = await server.WatchLinesAsync($"{ConfigMaps}?watch=true&resourceVersion={server.Store.CurrentRevision}&timeoutSeconds=1", 1);
        lines.ShouldBeEmpty();
    }
}
