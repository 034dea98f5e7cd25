using System.Globalization;
using Timonier.Api.Tests.Conformance;
using Timonier.Api.Tests.Webhooks;
using Timonier.Documents;
using static Timonier.Api.Tests.CustomResources.TestDefinitions;

namespace Timonier.Api.Tests.CustomResources;

/// <summary>Kinds of several versions: what is stored in one is shown in all.</summary>
public class VersionTests
{
    private const string Conversion = "[sig-api-machinery] CustomResourceConversionWebhook [Privileged:ClusterAdmin] ";
    private const string One = "/apis/harbour.example.com/v1/namespaces/default/ships";
    private const string Two = "/apis/harbour.example.com/v2/namespaces/default/ships";

    private static string ShipsWith(string conversion, string storage = "v1") => """
        {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"ships.harbour.example.com"},
        "spec":{"group":"harbour.example.com","scope":"Namespaced","names":{"plural":"ships","kind":"Ship"},"conversion":@conversion,
          "versions":[
            {"name":"v1","served":true,"storage":@one,"schema":{"openAPIV3Schema":{"type":"object","properties":{"place":{"type":"string"},"mast":{"type":"string"}}}}},
            {"name":"v2","served":true,"storage":@two,"schema":{"openAPIV3Schema":{"type":"object","properties":{"host":{"type":"string"},"port":{"type":"string"},"mast":{"type":"string","default":"one"}}}}}]}}
        """.Replace("@conversion", conversion, StringComparison.Ordinal).Replace("@one", storage == "v1" ? "true" : "false", StringComparison.Ordinal)
        .Replace("@two", storage == "v2" ? "true" : "false", StringComparison.Ordinal);

    private static string WebhookAt(WebhookServer server) => $$"""
        {"strategy":"Webhook","webhook":{"conversionReviewVersions":["v1"],"clientConfig":{"url":"https://127.0.0.1:{{server.Port}}/","caBundle":"{{server.CaBundle}}"} } }
        """;

    [Fact]
    public async Task Object_StoredInOneVersion_IsShownInAnotherWithItsDefaults()
    {
        await using var server = await ApiServer.StartAsync();
        await server.DefineAsync(ShipsWith("""{"strategy":"None"}"""));
        (await server.SendAsync(HttpMethod.Post, One, """{"apiVersion":"harbour.example.com/v1","kind":"Ship","metadata":{"name":"a"},"place":"x"}""")).Code.ShouldBe(201);
        var (_, ship) = await server.SendAsync(HttpMethod.Get, Two + "/a");
        (ship.ApiVersion, ship.Root["mast"u8].AsString(), ship.Root["place"u8].Exists).ShouldBe(("harbour.example.com/v2", "one", false));
        (await server.SendAsync(HttpMethod.Get, One + "/a")).Body.Root["place"u8].AsString().ShouldBe("x");
        var watched = (await server.WatchLinesAsync(Two + "?watch=true", 1))[0].Root["object"u8];
        watched["apiVersion"u8].AsString().ShouldBe("harbour.example.com/v2");
    }

    [Fact]
    public async Task StorageVersion_ThatChanges_IsAddedToTheStoredOnes_AndAWriteMovesTheObject()
    {
        await using var server = await ApiServer.StartAsync();
        await server.DefineAsync(ShipsWith("""{"strategy":"None"}"""));
        await server.SendAsync(HttpMethod.Post, One, """{"apiVersion":"harbour.example.com/v1","kind":"Ship","metadata":{"name":"a"},"mast":"x"}""");
        var (code, changed) = await server.SendAsync(HttpMethod.Patch, Definitions + "/ships.harbour.example.com?fieldManager=t&force=true", ShipsWith("""{"strategy":"None"}""", "v2"), "application/apply-patch+yaml");
        code.ShouldBe(200, changed.ToString());
        changed.Status["storedVersions"u8].ToString().ShouldBe("""["v1","v2"]""");
        // Until the new form is served, writes still go where they went.
        string stored;
        do
        {
            (await server.SendAsync(HttpMethod.Patch, One + "/a", "{}", "application/merge-patch+json")).Code.ShouldBe(200);
            stored = await StoredVersionAsync(server, "a");
        }
        while (stored != "harbour.example.com/v2");
    }

    [Fact]
    public async Task Webhook_ConvertsListsInOneBatch()
    {
        await using var webhook = await WebhookServer.StartAsync((context, review) => WebhookServer.AnswerAsync(context, Converted(review)), "127.0.0.1");
        await using var server = await ApiServer.StartAsync();
        await server.DefineAsync(ShipsWith(WebhookAt(webhook)));
        for (var i = 0; i < 5; i++)
        {
            var (code, made) = await server.SendAsync(HttpMethod.Post, Two, $$"""{"apiVersion":"harbour.example.com/v2","kind":"Ship","metadata":{"name":"s{{i}}"},"host":"h{{i}}","port":"80"}""");
            code.ShouldBe(201, made.ToString());
            made.Root["host"u8].AsString().ShouldBe(string.Create(CultureInfo.InvariantCulture, $"h{i}"));
        }
        (await server.SendAsync(HttpMethod.Get, One + "/s3")).Body.Root["place"u8].AsString().ShouldBe("h3:80");
        // Another server has none of these objects in its hands yet.
        var asked = webhook.Asked.Count;
        var (_, list) = await server.SendAsync(HttpMethod.Get, Two);
        var hosts = new List<string>();
        foreach (var item in list.Root["items"u8].Items) hosts.Add(item["host"u8].AsString());
        hosts.ShouldBe(["h0", "h1", "h2", "h3", "h4"]);
        (webhook.Asked.Count - asked).ShouldBeLessThanOrEqualTo(1);
    }

    [Fact(DisplayName = Conversion + "should be able to convert from CR v1 to CR v2 [Conformance]")]
    public async Task Object_MadeInOneVersion_IsReadInAnother()
    {
        await using var webhook = await WebhookServer.StartAsync((context, review) => WebhookServer.AnswerAsync(context, Converted(review)), "127.0.0.1");
        await using var server = await ApiServer.StartAsync();
        await server.DefineAsync(ShipsWith(WebhookAt(webhook)));
        await server.CreatesAsync(One, Ship("v1", "a", """ "place":"h:80" """));
        var ship = await server.GetsAsync(Two + "/a");
        (ship.Root["host"u8].AsString(), ship.Root["port"u8].AsString()).ShouldBe(("h", "80"));
    }

    [Fact(DisplayName = Conversion + "should be able to convert a non homogeneous list of CRs [Conformance]")]
    public async Task List_OfObjectsStoredInSeveralVersions_IsInTheOneAskedFor()
    {
        await using var webhook = await WebhookServer.StartAsync((context, review) => WebhookServer.AnswerAsync(context, Converted(review)), "127.0.0.1");
        await using var server = await ApiServer.StartAsync();
        await server.DefineAsync(ShipsWith(WebhookAt(webhook)));
        await server.CreatesAsync(One, Ship("v1", "a", """ "place":"h:80" """));
        (await server.SendAsync(HttpMethod.Patch, Definitions + "/ships.harbour.example.com?fieldManager=t&force=true", ShipsWith(WebhookAt(webhook), "v2"), "application/apply-patch+yaml")).Code.ShouldBe(200);
        // Until the new form is served, writes still go where they went.
        while (await StoredVersionAsync(server, "b") != "harbour.example.com/v2")
        {
            await server.SendAsync(HttpMethod.Delete, One + "/b");
            await server.CreatesAsync(One, Ship("v1", "b", """ "place":"i:81" """));
        }
        (await StoredVersionAsync(server, "a")).ShouldBe("harbour.example.com/v1");
        foreach (var (path, field, values) in ((string, string, string[])[])[(One, "place", ["h:80", "i:81"]), (Two, "host", ["h", "i"])])
        {
            var shown = new List<string>();
            foreach (var item in (await server.GetsAsync(path)).Root["items"u8].Items) shown.Add(item[field].AsString());
            shown.ShouldBe(values);
        }
    }

    [Fact(DisplayName = "[sig-api-machinery] CustomResourceFieldSelectors [Privileged:ClusterAdmin] CustomResourceFieldSelectors MUST list and watch custom resources matching the field selector [Conformance]")]
    public async Task SelectableFields_OfEachVersion_SelectInListsAndWatches()
    {
        await using var webhook = await WebhookServer.StartAsync((context, review) => WebhookServer.AnswerAsync(context, Converted(review)), "127.0.0.1");
        await using var server = await ApiServer.StartAsync();
        await server.DefineAsync(ShipsWith(WebhookAt(webhook))
            .Replace("\"name\":\"v1\",", """ "name":"v1","selectableFields":[{"jsonPath":".place"}],""", StringComparison.Ordinal)
            .Replace("\"name\":\"v2\",", """ "name":"v2","selectableFields":[{"jsonPath":".host"},{"jsonPath":".port"}],""", StringComparison.Ordinal));
        var from = (await server.GetsAsync(One)).ResourceVersion;
        foreach (var (name, place) in ((string, string)[])[("a", "h:80"), ("b", "h:81"), ("c", "i:80")]) await server.CreatesAsync(One, Ship("v1", name, $"\"place\":\"{place}\""));
        (await server.NamesAsync(One + "?fieldSelector=place%3Dh:80")).ShouldBe(["a"]);
        (await server.NamesAsync(Two + "?fieldSelector=host%3Dh")).ShouldBe(["a", "b"]);
        (await server.NamesAsync(Two + "?fieldSelector=host%3Dh,port%3D81")).ShouldBe(["b"]);
        await server.PatchesAsync(Two + "/a", """{"host":"i"}""");
        await server.DeletesAsync(One + "/b");
        (await server.TypesAsync($"{Two}?watch=true&resourceVersion={from}&fieldSelector=host%3Dh", 4)).ShouldBe(["ADDED", "ADDED", "DELETED", "DELETED"]);
        (await server.TypesAsync($"{One}?watch=true&resourceVersion={from}&fieldSelector=place%3Di:80", 2)).ShouldBe(["ADDED", "ADDED"]);
    }

    [Fact]
    public async Task Webhook_ThatSaysNo_IsQuoted()
    {
        await using var webhook = await WebhookServer.StartAsync((context, review) => WebhookServer.AnswerAsync(context, Answer(review, new DraftObject
        {
            ["uid"] = review.Root["request"u8]["uid"u8],
            ["result"] = new DraftObject { ["status"] = "Failed", ["message"] = "not today" },
        })), "127.0.0.1");
        await using var server = await ApiServer.StartAsync();
        await server.DefineAsync(ShipsWith(WebhookAt(webhook)));
        var (code, status) = await server.SendAsync(HttpMethod.Post, Two, """{"apiVersion":"harbour.example.com/v2","kind":"Ship","metadata":{"name":"a"}}""");
        (code, status.Root["message"u8].AsString()).ShouldBe((500, "conversion webhook for harbour.example.com/v2, Kind=Ship failed: not today"));
    }

    [Fact]
    public async Task Webhook_ThatRenamesTheObject_IsRefused()
    {
        await using var webhook = await WebhookServer.StartAsync((context, review) =>
        {
            var answer = Converted(review);
            ((DraftObject)((DraftArray)answer.Object("response")["convertedObjects"]!)[0]).Object("metadata")["name"] = "other";
            return WebhookServer.AnswerAsync(context, answer);
        }, "127.0.0.1");
        await using var server = await ApiServer.StartAsync();
        await server.DefineAsync(ShipsWith(WebhookAt(webhook)));
        var (code, status) = await server.SendAsync(HttpMethod.Post, Two, """{"apiVersion":"harbour.example.com/v2","kind":"Ship","metadata":{"name":"a"}}""");
        (code, status.Root["message"u8].AsString()).ShouldBe((500, "conversion webhook for harbour.example.com/v2, Kind=Ship returned invalid metadata: must have the same name: other != a"));
    }

    private static string Ship(string version, string name, string fields) => $$$"""{"apiVersion":"harbour.example.com/{{{version}}}","kind":"Ship","metadata":{"name":"{{{name}}}"},{{{fields}}} }""";

    private static async Task<string> StoredVersionAsync(ApiServer server, string name) =>
        await server.Store.GetAsync("/registry/harbour.example.com/ships/default/" + name, 0, TestContext.Current.CancellationToken) is { } entry ? Document.Parse(entry.Value).ApiVersion : "";

    private static DraftObject Answer(Document review, DraftObject response) => new() { ["kind"] = "ConversionReview", ["apiVersion"] = review.ApiVersion, ["response"] = response };

    // In v1 host and port are one text.
    private static DraftObject Converted(Document review)
    {
        var request = review.Root["request"u8];
        var wanted = request["desiredAPIVersion"u8].AsString();
        var converted = new DraftArray();
        foreach (var item in request["objects"u8].Items)
        {
            var body = (DraftObject)Draft.From(item);
            body["apiVersion"] = wanted;
            if (wanted.EndsWith("v1", StringComparison.Ordinal))
            {
                body["place"] = $"{body.String("host")}:{body.String("port")}";
                body.Remove("host");
                body.Remove("port");
            }
            else if (body.String("place").Split(':') is [var host, var port])
            {
                (body["host"], body["port"]) = (host, port);
                body.Remove("place");
            }
            converted.Add(body);
        }
        return Answer(review, new DraftObject { ["uid"] = request["uid"u8], ["result"] = new DraftObject { ["status"] = "Success" }, ["convertedObjects"] = converted });
    }
}
