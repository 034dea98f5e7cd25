using Timonier.Documents;

namespace Timonier.Api.Tests.Conformance;

public sealed class WatcherTests
{
    private const string Path = "/api/v1/namespaces/default/configmaps";

    private static string Map(string name, string label) => $$$"""{"metadata":{"name":"{{{name}}}","labels":{"watch":"{{{label}}}"} } }""";

    private static string Told(Document line) => $"{line.Root["type"u8].AsString()} {line.Root["object"u8]["metadata"u8]["name"u8].AsString()} {line.Root["object"u8]["data"u8]["mutation"u8].AsString()}";

    private static Task<Document> MutateAsync(ApiServer server, string name, int number) => server.PatchesAsync($"{Path}/{name}", $$$"""{"data":{"mutation":"{{{number}}}"} }""");

    private static async Task<IReadOnlyList<string>> ToldAsync(ApiServer server, string query, int count) => [.. (await server.WatchLinesAsync($"{Path}?watch=true&{query}", count)).Select(Told)];

    [Fact(DisplayName = "[sig-api-machinery] Watchers should observe add, update, and delete watch notifications on configmaps")]
    public async Task Watchers_SeeWhatTheirSelectorMatches()
    {
        await using var server = await ApiServer.StartAsync();
        var start = server.Store.CurrentRevision;
        await server.CreatesAsync(Path, Map("a", "A"));
        await MutateAsync(server, "a", 1);
        await MutateAsync(server, "a", 2);
        await server.DeletesAsync(Path + "/a");
        await server.CreatesAsync(Path, Map("b", "B"));
        await server.DeletesAsync(Path + "/b");
        string[] ofA = ["ADDED a ", "MODIFIED a 1", "MODIFIED a 2", "DELETED a 2"];
        string[] ofB = ["ADDED b ", "DELETED b "];
        (await ToldAsync(server, $"resourceVersion={start}&labelSelector=watch%3DA&timeoutSeconds=1", 99)).ShouldBe(ofA);
        (await ToldAsync(server, $"resourceVersion={start}&labelSelector=watch%3DB&timeoutSeconds=1", 99)).ShouldBe(ofB);
        (await ToldAsync(server, $"resourceVersion={start}&labelSelector=watch+in+(A,B)&timeoutSeconds=1", 99)).ShouldBe([.. ofA, .. ofB]);
    }

    [Fact(DisplayName = "[sig-api-machinery] Watchers should be able to start watching from a specific resource version")]
    public async Task Watch_FromAVersion_SeesWhatCameLater()
    {
        await using var server = await ApiServer.StartAsync();
        await server.CreatesAsync(Path, Map("a", "A"));
        var first = await MutateAsync(server, "a", 1);
        await MutateAsync(server, "a", 2);
        await server.DeletesAsync(Path + "/a");
        (await ToldAsync(server, $"resourceVersion={first.ResourceVersion}", 2)).ShouldBe(["MODIFIED a 2", "DELETED a 2"]);
    }

    [Fact(DisplayName = "[sig-api-machinery] Watchers should be able to restart watching from the last resource version observed by the previous watch")]
    public async Task Watch_OpenedAgain_GoesOnWhereItEnded()
    {
        await using var server = await ApiServer.StartAsync();
        var start = server.Store.CurrentRevision;
        await server.CreatesAsync(Path, Map("a", "A"));
        await MutateAsync(server, "a", 1);
        var seen = await server.WatchLinesAsync($"{Path}?watch=true&resourceVersion={start}", 2);
        await MutateAsync(server, "a", 2);
        await server.DeletesAsync(Path + "/a");
        var last = seen[^1].Root["object"u8]["metadata"u8]["resourceVersion"u8].AsString();
        (await ToldAsync(server, $"resourceVersion={last}", 2)).ShouldBe(["MODIFIED a 2", "DELETED a 2"]);
    }

    [Fact(DisplayName = "[sig-api-machinery] Watchers should observe an object deletion if it stops meeting the requirements of the selector")]
    public async Task Watch_OfAnObjectThatLeavesTheSelector_SeesItGoAndComeBack()
    {
        await using var server = await ApiServer.StartAsync();
        var start = server.Store.CurrentRevision;
        await server.CreatesAsync(Path, Map("a", "A"));
        await MutateAsync(server, "a", 1);
        await server.PatchesAsync(Path + "/a", Map("a", "other"));
        await MutateAsync(server, "a", 2);
        await server.PatchesAsync(Path + "/a", Map("a", "A"));
        await MutateAsync(server, "a", 3);
        await server.DeletesAsync(Path + "/a");
        (await ToldAsync(server, $"resourceVersion={start}&labelSelector=watch%3DA", 6)).ShouldBe(["ADDED a ", "MODIFIED a 1", "DELETED a 1", "ADDED a 2", "MODIFIED a 3", "DELETED a 3"]);
    }

    [Fact(DisplayName = "[sig-api-machinery] Watchers should receive events on concurrent watches in same order")]
    public async Task Watches_OpenedAtEveryEvent_AgreeOnTheOrder()
    {
        await using var server = await ApiServer.StartAsync();
        const int Events = 20;
        var start = server.Store.CurrentRevision;
        var watching = Enumerable.Range(0, 5).Select(_ => VersionsAsync(server, start, Events)).ToList();
        for (var i = 0; i < Events; i++) await server.CreatesAsync(Path, Map($"map-{i % 7}-{i}", "A"));
        var first = await watching[0];
        foreach (var other in watching) (await other).ShouldBe(first);
        for (var i = 0; i < Events - 1; i += 5) (await VersionsAsync(server, first[i], Events - i - 1)).ShouldBe(first.Skip(i + 1));
    }

    private static async Task<IReadOnlyList<long>> VersionsAsync(ApiServer server, long from, int count) =>
        [.. (await server.WatchLinesAsync($"{Path}?watch=true&resourceVersion={from}", count))
            .Select(l => long.Parse(l.Root["object"u8]["metadata"u8]["resourceVersion"u8].AsString(), System.Globalization.CultureInfo.InvariantCulture))];
}
