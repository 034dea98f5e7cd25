using System.Net;
using System.Text.Json;

namespace Timonier.Api.Tests.Discovery;

public sealed class DiscoveryDocumentsTests
{
    [Fact]
    public async Task Apis_Read_HaveUpstreamsOrder()
    {
        await using var server = await ApiServer.StartAsync();
        var groups = (await ReadAsync(server, "/apis")).GetProperty("groups").EnumerateArray().ToList();
        groups.Select(g => g.GetProperty("name").GetString()).Take(7).ShouldBe(
            ["apiregistration.k8s.io", "apps", "events.k8s.io", "authentication.k8s.io", "authorization.k8s.io", "autoscaling", "batch"]);
        groups[5].GetProperty("versions").EnumerateArray().Select(v => v.GetProperty("version").GetString()).ShouldBe(["v2", "v1"]);
        groups[5].GetProperty("preferredVersion").GetProperty("groupVersion").GetString().ShouldBe("autoscaling/v2");
    }

    // Values that upstream's own discovery gives.
    [Theory]
    [InlineData("/api/v1", "pods", "xPOwRZ+Yhw8=")]
    [InlineData("/api/v1", "events", "r2yiGXH7wu8=")]
    [InlineData("/api/v1", "componentstatuses", "")]
    [InlineData("/apis/apps/v1", "deployments", "8aSe+NMegvE=")]
    [InlineData("/apis/events.k8s.io/v1", "events", "r2yiGXH7wu8=")]
    public async Task Resource_Read_TellsTheFormThatIsStored(string path, string resource, string hash)
    {
        await using var server = await ApiServer.StartAsync();
        Text(await ResourceAsync(server, path, resource), "storageVersionHash").ShouldBe(hash);
    }

    [Theory]
    [InlineData("/apis/apps/v1", "deployments/scale", "autoscaling", "v1", "Scale", "get,patch,update")]
    [InlineData("/api/v1", "pods/eviction", "policy", "v1", "Eviction", "create")]
    [InlineData("/api/v1", "serviceaccounts/token", "authentication.k8s.io", "v1", "TokenRequest", "create")]
    [InlineData("/api/v1", "pods/resize", "", "", "Pod", "get,patch,update")]
    [InlineData("/api/v1", "pods/exec", "", "", "PodExecOptions", "create,get")]
    [InlineData("/api/v1", "namespaces/finalize", "", "", "Namespace", "update")]
    public async Task Subresource_Read_NamesTheKindOfItsBodies(string path, string name, string group, string version, string kind, string verbs)
    {
        await using var server = await ApiServer.StartAsync();
        var entry = await ResourceAsync(server, path, name);
        Text(entry, "group").ShouldBe(group);
        Text(entry, "version").ShouldBe(version);
        Text(entry, "kind").ShouldBe(kind);
        string.Join(',', entry.GetProperty("verbs").EnumerateArray().Select(v => v.GetString())).ShouldBe(verbs);
    }

    [Fact]
    public async Task Api_Read_TellsTheServersAddress()
    {
        await using var server = await ApiServer.StartAsync(config: new ApiConfig { AdvertiseAddress = IPAddress.Parse("192.0.2.7") });
        var address = (await ReadAsync(server, "/api")).GetProperty("serverAddressByClientCIDRs")[0];
        Text(address, "clientCIDR").ShouldBe("0.0.0.0/0");
        Text(address, "serverAddress").ShouldBe("192.0.2.7:6443");
    }

    [Fact]
    public async Task Root_Read_ListsPathsThatAnswer()
    {
        await using var server = await ApiServer.StartAsync();
        var paths = (await ReadAsync(server, "/")).GetProperty("paths").EnumerateArray().Select(p => p.GetString()!).ToList();
        paths.ShouldContain("/api/v1");
        paths.ShouldContain("/apis/apps/v1");
        foreach (var path in paths.Where(p => p is not "/openapi/v3/"))
        {
            using var response = await server.AskAsync(HttpMethod.Get, path);
            response.StatusCode.ShouldBe(HttpStatusCode.OK, path);
        }
        (await server.SendAsync(HttpMethod.Get, "/", user: "nobody")).Code.ShouldBe(403);
    }

    [Fact]
    public async Task Version_Read_HasUpstreamsFields()
    {
        await using var server = await ApiServer.StartAsync();
        var version = await ReadAsync(server, "/version");
        version.EnumerateObject().Select(m => m.Name).ShouldBe(
            ["major", "minor", "emulationMajor", "emulationMinor", "minCompatibilityMajor", "minCompatibilityMinor", "gitVersion", "gitCommit", "gitTreeState", "buildDate", "goVersion", "compiler", "platform"]);
        Text(version, "minor").ShouldBe("36");
        Text(version, "minCompatibilityMinor").ShouldBe("35");
    }

    private static async Task<JsonElement> ResourceAsync(ApiServer server, string path, string name) =>
        (await ReadAsync(server, path)).GetProperty("resources").EnumerateArray().Single(r => Text(r, "name") == name);

    private static async Task<JsonElement> ReadAsync(ApiServer server, string path) => JsonElement.Parse((await server.SendAsync(HttpMethod.Get, path)).Body.Utf8.Span);

    private static string Text(JsonElement element, string member) => element.TryGetProperty(member, out var found) ? found.GetString()! : "";
}
