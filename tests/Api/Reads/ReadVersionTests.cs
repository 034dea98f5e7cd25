using System.Globalization;

namespace Timonier.Api.Tests.Reads;

/// <summary>resourceVersion on single objects, and texts that are no version anywhere.</summary>
public sealed class ReadVersionTests
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";

    [Theory]
    [InlineData("0")]
    [InlineData("1")]
    [InlineData("@")]
    public async Task Get_OfAVersionThatHasHappened_GivesTheNewest(string version)
    {
        await using var server = await ApiServer.StartAsync();
        await server.SendAsync(HttpMethod.Post, ConfigMaps, """{"metadata":{"name":"a"}}""");
        var (_, newest) = await server.SendAsync(HttpMethod.Patch, ConfigMaps + "/a", """{"data":{"k":"v"}}""", "application/merge-patch+json");
        var asked = version.Replace("@", server.Store.CurrentRevision.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        var (code, read) = await server.SendAsync(HttpMethod.Get, $"{ConfigMaps}/a?resourceVersion={asked}");
        code.ShouldBe(200);
        read.ResourceVersion.ShouldBe(newest.ResourceVersion);
    }

    [Fact]
    public async Task Get_OfAVersionThatHasNotHappened_IsToldToComeBack()
    {
        await using var server = await ApiServer.StartAsync();
        using var response = await server.AskAsync(HttpMethod.Get, ConfigMaps + "/a?resourceVersion=100000");
        response.Headers.RetryAfter!.ToString().ShouldBe("1");
        var (code, status) = await ApiServer.ReadAsync(response);
        code.ShouldBe(504);
        status.Root["reason"u8].AsString().ShouldBe("Timeout");
        status.Root["message"u8].AsString().ShouldBe($"Timeout: Too large resource version: 100000, current: {server.Store.CurrentRevision}");
        status.Root["details"u8].ToString().ShouldBe("""{"causes":[{"reason":"ResourceVersionTooLarge","message":"Too large resource version"}],"retryAfterSeconds":1}""");
    }

    [Theory]
    [InlineData("/a?resourceVersion=x")]
    [InlineData("?resourceVersion=x")]
    [InlineData("?resourceVersion=x&resourceVersionMatch=Exact")]
    [InlineData("?watch=true&resourceVersion=x")]
    public async Task Version_ThatIsNoNumber_IsAnError(string query)
    {
        await using var server = await ApiServer.StartAsync();
        var (code, status) = await server.SendAsync(HttpMethod.Get, ConfigMaps + query);
        status.Root["message"u8].AsString().ShouldBe("resourceVersion: Invalid value: \"x\": strconv.ParseUint: parsing \"x\": invalid syntax");
        code.ShouldBe(500);
    }

    [Fact]
    public async Task Watch_FromAVersionThatHasNotHappened_WaitsForIt()
    {
        await using var server = await ApiServer.StartAsync();
        var ahead = server.Store.CurrentRevision + 1;
        await server.SendAsync(HttpMethod.Get, ConfigMaps);
        var watching = server.WatchLinesAsync($"{ConfigMaps}?watch=true&resourceVersion={ahead}", 1);
        await server.SendAsync(HttpMethod.Post, ConfigMaps, """{"metadata":{"name":"first"}}""");
        await server.SendAsync(HttpMethod.Post, ConfigMaps, """{"metadata":{"name":"second"}}""");
        (await watching)[0].Root["object"u8]["metadata"u8]["name"u8].AsString().ShouldBe("second");
    }

    [Fact]
    public async Task InitialEvents_OfAVersionThatHasNotHappened_AreAnErrorEvent()
    {
        await using var server = await ApiServer.StartAsync();
        var lines = await server.WatchLinesAsync($"{ConfigMaps}?watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true&resourceVersion=100000", 2);
        lines.Count.ShouldBe(1);
        lines[0].Root["type"u8].AsString().ShouldBe("ERROR");
        lines[0].Root["object"u8]["code"u8].AsInt32().ShouldBe(504);
        lines[0].Root["object"u8]["details"u8]["causes"u8][0]["reason"u8].AsString().ShouldBe("ResourceVersionTooLarge");
    }
}
