using Timonier.Documents;

namespace Timonier.Api.Tests.Watches;

public sealed class HttpWatchTests
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";

    private static string Map(string name, string label) => $$$$"""{"metadata":{"name":"{{{{name}}}}","labels":{"l":"{{{{label}}}}"}}}""";

    private static string Labelled(string label) => $$$$"""{"metadata":{"labels":{"l":"{{{{label}}}}"}}}""";

    private static string Told(Document line) => $"{line.Root["type"u8].AsString()} {line.Root["object"u8]["metadata"u8]["name"u8].AsString()}";

    [Fact]
    public async Task Watch_FromARevision_GivesWhatCameBehindIt()
    {
        await using var server = await ApiServer.StartAsync();
        var (_, first) = await server.SendAsync(HttpMethod.Post, ConfigMaps, Map("a", "x"));
        await server.SendAsync(HttpMethod.Post, ConfigMaps, Map("b", "x"));
        await server.SendAsync(HttpMethod.Patch, ConfigMaps + "/a", Labelled("y"), "application/merge-patch+json");
        await server.SendAsync(HttpMethod.Delete, ConfigMaps + "/a");
        var lines = await server.WatchLinesAsync($"{ConfigMaps}?watch=true&resourceVersion={first.ResourceVersion}", 3);
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

    [Fact]
    public async Task StreamingList_WithoutItsMatch_IsRefused()
    {
        await using var server = await ApiServer.StartAsync();
        var (code, status) = await server.SendAsync(HttpMethod.Get, $"{ConfigMaps}?watch=true&sendInitialEvents=true&allowWatchBookmarks=true");
        code.ShouldBe(422);
        status.Root["message"u8].AsString().ShouldContain("sendInitialEvents requires setting resourceVersionMatch to NotOlderThan");
    }

    [Fact]
    public async Task Watch_WithATimeout_EndsByItself()
    {
        await using var server = await ApiServer.StartAsync();
        var lines = await server.WatchLinesAsync($"{ConfigMaps}?watch=true&resourceVersion={server.Store.CurrentRevision}&timeoutSeconds=1", 1);
        lines.ShouldBeEmpty();
    }
}
