using Timonier.Documents;

namespace Timonier.Api.Tests.Conformance;

public sealed class EventTests
{
    private const string Own = "/apis/events.k8s.io/v1/namespaces/default/events";
    private const string Core = "/api/v1/namespaces/default/events";
    private const string Selector = "labelSelector=testevent-set%3Dtrue";

    private static string OwnBody(string name) => $$$"""
        {"metadata":{"name":"{{{name}}}","labels":{"testevent-set":"true"}},"regarding":{"namespace":"default"},"eventTime":"2026-01-01T00:00:00.000000Z","note":"note",
         "action":"Do","reason":"Test","type":"Normal","reportingController":"test-controller","reportingInstance":"test-node"}
        """;

    private static string CoreBody(string name) => $$$"""
        {"metadata":{"name":"{{{name}}}","labels":{"testevent-set":"true"}},"message":"This is a test event","reason":"Test","type":"Normal","involvedObject":{"namespace":"default"} }
        """;

    [Fact(DisplayName = "[sig-instrumentation] Events API should ensure that an event can be fetched, patched, deleted, and listed")]
    public async Task OwnEvent_LivesThroughEveryVerb()
    {
        await using var server = await ApiServer.StartAsync();
        await server.CreatesAsync(Own, OwnBody("e"));
        (await server.NamesAsync("/apis/events.k8s.io/v1/events?" + Selector)).ShouldBe(["e"]);
        (await server.NamesAsync($"{Own}?fieldSelector=reportingController%3Dtest-controller")).ShouldBe(["e"]);
        (await server.PatchesAsync(Own + "/e", """{"note":"patched"}""")).Root["note"u8].AsString().ShouldBe("patched");
        var body = DraftObject.Of(await server.GetsAsync(Own + "/e"));
        body["series"] = new DraftObject { ["count"] = 2, ["lastObservedTime"] = "2026-01-02T00:00:00.000000Z" };
        (await server.ReplacesAsync(Own + "/e", body)).Root["series"u8]["count"u8].AsInt64().ShouldBe(2);
        await server.DeletesAsync(Own + "/e");
        (await server.NamesAsync(Own)).ShouldBeEmpty();
    }

    [Fact(DisplayName = "[sig-instrumentation] Events should manage the lifecycle of an event")]
    public async Task CoreEvent_LivesThroughEveryVerb()
    {
        await using var server = await ApiServer.StartAsync();
        await server.CreatesAsync(Core, CoreBody("e"));
        (await server.NamesAsync("/api/v1/events?" + Selector)).ShouldBe(["e"]);
        (await server.PatchesAsync(Core + "/e", """{"message":"patched"}""")).Root["message"u8].AsString().ShouldBe("patched");
        var body = DraftObject.Of(await server.GetsAsync(Core + "/e"));
        body["series"] = new DraftObject { ["count"] = 100, ["lastObservedTime"] = "2026-01-02T00:00:00.000000Z" };
        (await server.ReplacesAsync(Core + "/e", body)).Root["series"u8]["count"u8].AsInt64().ShouldBe(100);
        await server.DeletesAsync(Core + "/e");
        (await server.NamesAsync("/api/v1/events?" + Selector)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(false, TestDisplayName = "[sig-instrumentation] Events should delete a collection of events")]
    [InlineData(true, TestDisplayName = "[sig-instrumentation] Events API should delete a collection of events")]
    public async Task Events_DeletedByTheirLabel_AreGone(bool own)
    {
        await using var server = await ApiServer.StartAsync();
        var path = own ? Own : Core;
        string[] names = ["one", "two", "three"];
        foreach (var name in names) await server.CreatesAsync(path, own ? OwnBody(name) : CoreBody(name));
        (await server.NamesAsync($"{path}?{Selector}")).ShouldBe(names, ignoreOrder: true);
        await server.DeletesAsync($"{path}?{Selector}");
        (await server.NamesAsync($"{path}?{Selector}")).ShouldBeEmpty();
    }
}
