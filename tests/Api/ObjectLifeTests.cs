using System.Globalization;
using Timonier.Documents;

namespace Timonier.Api.Tests;

public sealed class ObjectLifeTests
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";

    [Theory]
    [InlineData("/api/v1/namespaces/default")]
    [InlineData("/api/v1/namespaces/default/services/kubernetes")]
    [InlineData("/apis/scheduling.k8s.io/v1/priorityclasses/system-node-critical")]
    public async Task Object_OfEveryCluster_BelongsToTheServer(string path)
    {
        await using var server = await ApiServer.StartAsync();
        var (_, found) = await server.SendAsync(HttpMethod.Get, path);
        Writes.ManagedFieldsTests.Owners(found).ShouldBe(["kube-apiserver"]);
    }

    [Fact]
    public async Task ConfigMap_CreatedChangedAndDeleted_ReadsBackAsLeft()
    {
        await using var server = await ApiServer.StartAsync();
        var (code, made) = await server.SendAsync(HttpMethod.Post, ConfigMaps, """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":{"k":"1"}}""");
        code.ShouldBe(201);
        made.Uid.ShouldNotBeEmpty();

        var (_, patched) = await server.SendAsync(HttpMethod.Patch, ConfigMaps + "/a", """{"data":{"k":"2"}}""", "application/merge-patch+json");
        patched.Root["data"u8]["k"u8].AsString().ShouldBe("2");
        long.Parse(patched.ResourceVersion, CultureInfo.InvariantCulture).ShouldBeGreaterThan(long.Parse(made.ResourceVersion, CultureInfo.InvariantCulture));

        var stale = made.ToString();
        var (conflict, status) = await server.SendAsync(HttpMethod.Put, ConfigMaps + "/a", stale);
        conflict.ShouldBe(409);
        status.Root["message"u8].AsString().ShouldBe(
            "Operation cannot be fulfilled on configmaps \"a\": the object has been modified; please apply your changes to the latest version and try again");

        (await server.SendAsync(HttpMethod.Delete, ConfigMaps + "/a")).Body.Status.AsString().ShouldBe("Success");
        (await server.SendAsync(HttpMethod.Get, ConfigMaps + "/a")).Code.ShouldBe(404);
    }

    [Theory]
    [InlineData("POST", ConfigMaps, "{\"apiVersion\":\"v2\",\"metadata\":{\"name\":\"a\"}}", 400, "the API version in the data (v2) does not match the expected API version (v1)")]
    [InlineData("POST", "/api/v1/namespaces/none/configmaps", "{\"metadata\":{\"name\":\"a\"}}", 404, "namespaces \"none\" not found")]
    [InlineData("GET", ConfigMaps + "/missing", null, 404, "configmaps \"missing\" not found")]
    [InlineData("GET", "/api/v1/nothings", null, 404, "the server could not find the requested resource")]
    [InlineData("GET", ConfigMaps + "?fieldSelector=data.x%3D1", null, 400, "\"data.x\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"")]
    [InlineData("POST", ConfigMaps + "?fieldValidation=Strict", "{\"metadata\":{\"name\":\"a\"},\"dat\":{}}", 400, "ConfigMap in version \"v1\" cannot be handled as a ConfigMap: strict decoding error: unknown field \"dat\"")]
    [InlineData("PUT", ConfigMaps, "{}", 405, "the server does not allow this method on the requested resource")]
    public async Task BadInput_IsRefused_InUpstreamsWords(string method, string path, string? body, int code, string message)
    {
        await using var server = await ApiServer.StartAsync();
        var (answered, status) = await server.SendAsync(new HttpMethod(method), path, body);
        status.Root["message"u8].AsString().ShouldBe(message);
        answered.ShouldBe(code);
    }

    [Fact]
    public async Task Stranger_IsRefused_WithTheQuestionNamed()
    {
        await using var server = await ApiServer.StartAsync();
        var (_, unknown) = await server.SendAsync(HttpMethod.Get, "/api/v1/namespaces/default/pods", user: "");
        unknown.Root["message"u8].AsString().ShouldBe("pods is forbidden: User \"system:anonymous\" cannot list resource \"pods\" in API group \"\" in the namespace \"default\"");
        var (code, status) = await server.SendAsync(HttpMethod.Get, "/api/v1/namespaces/default/pods", user: "bob");
        code.ShouldBe(403);
        status.Root["message"u8].AsString().ShouldBe("pods is forbidden: User \"bob\" cannot list resource \"pods\" in API group \"\" in the namespace \"default\"");
    }

    [Fact]
    public async Task Watch_UnderConcurrentWriters_GivesEveryEventOnceInOrder()
    {
        await using var server = await ApiServer.StartAsync();
        var token = TestContext.Current.CancellationToken;
        var resource = new Kernel.ResourceName("", "v1", "configmaps");
        var start = server.Store.CurrentRevision.ToString(CultureInfo.InvariantCulture);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async w =>
        {
            for (var i = 0; i < 25; i++)
                (await server.Client.CreateAsync(resource, "default", new DraftObject { ["metadata"] = new DraftObject { ["name"] = $"c-{w}-{i}" } }, cancellation: token)).IsSuccess.ShouldBeTrue();
        }));
        var seen = new List<long>();
        await foreach (var change in server.Client.WatchAsync(resource, "default", new Contracts.Cluster.WatchQuery { ResourceVersion = start }, token))
        {
            seen.Add(long.Parse(change.Object.ResourceVersion, CultureInfo.InvariantCulture));
            if (seen.Count == 200) break;
        }
        seen.ShouldBe(seen.Distinct().Order());
    }

    [Fact]
    public async Task Pod_Created_HasAccountTokenTolerationsAndQuality()
    {
        await using var server = await ApiServer.StartAsync();
        await server.SendAsync(HttpMethod.Post, "/api/v1/namespaces/default/serviceaccounts", """{"metadata":{"name":"default"}}""");
        var (code, pod) = await server.SendAsync(HttpMethod.Post, "/api/v1/namespaces/default/pods", """{"metadata":{"generateName":"p-"},"spec":{"containers":[{"name":"c","image":"i"}]}}""");
        code.ShouldBe(201);
        pod.Name.ShouldStartWith("p-");
        pod.Spec["volumes"u8][0]["projected"u8].Exists.ShouldBeTrue();
        pod.Spec["tolerations"u8].Count.ShouldBe(2);
        pod.Status["phase"u8].AsString().ShouldBe("Pending");
        pod.Status["qosClass"u8].AsString().ShouldBe("BestEffort");
    }
}
