using System.Text;
using Microsoft.AspNetCore.Http;
using Timonier.Documents;

namespace Timonier.Api.Tests.Aggregation;

/// <summary>What another server says of its kinds stands among what this one says, as far as it concerns them.</summary>
public sealed class MergedSchemaTests
{
    private const string Place = "/openapi/v3/apis/coast.example.com/v1";
    private const string Schema = "com.example.coast.v1.Lighthouse";
    private const string Protobuf = "application/com.github.proto-openapi.spec.v2@v1.0+protobuf";

    [Fact(Timeout = 120_000)]
    public async Task Version3_HasADocumentOfTheOtherServers_AboutItsOwnGroupVersion()
    {
        await using var shore = await Shore.StartAsync();
        var index = (await shore.Server.SendAsync(HttpMethod.Get, "/openapi/v3")).Body;
        var address = index.Root["paths"u8]["apis/coast.example.com/v1"u8]["serverRelativeURL"u8].AsString();
        address.ShouldStartWith(Place + "?hash=");
        index.Root["paths"u8]["apis/coast.example.com"u8].IsObject.ShouldBeTrue();
        using var answer = await shore.Server.AskAsync(HttpMethod.Get, address);
        answer.Headers.CacheControl!.ToString().ShouldBe("public, immutable");
        var document = (await ApiServer.ReadAsync(answer)).Body.Root;
        document["components"u8]["schemas"u8][Schema]["properties"u8]["spec"u8]["properties"u8]["height"u8]["description"u8].AsString().ShouldBe("Metres above the sea.");
        document["paths"u8].Count.ShouldBe(1);
        document["paths"u8]["/api/v1/secrets"u8].Exists.ShouldBeFalse();
    }

    [Fact(Timeout = 120_000)]
    public async Task Version2_HasItsPathsAndSchemas_AndOursAsTheyWere()
    {
        await using var shore = await Shore.StartAsync();
        var document = (await shore.Server.SendAsync(HttpMethod.Get, "/openapi/v2")).Body.Root;
        document["definitions"u8][Schema]["description"u8].AsString().ShouldBe("A light that ships steer by.");
        document["definitions"u8]["io.k8s.api.core.v1.Pod"u8].IsObject.ShouldBeTrue();
        document["paths"u8]["/apis/coast.example.com/v1/namespaces/{namespace}/lighthouses"u8].IsObject.ShouldBeTrue();
        document["paths"u8]["/api/v1/secrets"u8]["get"u8]["operationId"u8].AsString().ShouldNotBe("stolen");
        var binary = await BinaryAsync(shore);
        binary.ShouldContain("Metres above the sea.");
        binary.ShouldContain("io.k8s.api.core.v1.Pod");
    }

    [Fact(Timeout = 120_000)]
    public async Task Server_ThatIsTakenAway_IsToldOfNoMore_AtOnce()
    {
        await using var shore = await Shore.StartAsync();
        (await BinaryAsync(shore)).ShouldContain(Schema);
        (await shore.Server.SendAsync(HttpMethod.Delete, $"{Shore.OfServices}/{Shore.Name}")).Code.ShouldBe(200);
        (await BinaryAsync(shore)).ShouldNotContain(Schema);
        (await shore.TextAsync(HttpMethod.Get, "/openapi/v3")).Text.ShouldNotContain("coast.example.com");
        (await shore.TextAsync(HttpMethod.Get, Place)).Code.ShouldBe(404);
        (await shore.TextAsync(HttpMethod.Get, "/apis")).Text.ShouldNotContain("coast.example.com");
        (await shore.TextAsync(HttpMethod.Get, Shore.InDefault)).Code.ShouldBe(404);
    }

    [Theory(Timeout = 120_000)]
    [InlineData("[]")]
    [InlineData("""{"swagger":"2.0"}""")]
    [InlineData("""{"swagger":"2.0","paths":{"/apis/coast.example.com/v1/lighthouses":[7]},"definitions":{}}""")]
    [InlineData("""{"swagger":"2.0","paths":{"/apis/coast.example.com/v1/lighthouses":{"get":{"responses":"none"}}},"definitions":{}}""")]
    [InlineData("""{"swagger":"2.0","paths":{"/apis/coast.example.com/v1/lighthouses":{"get":{"operationId":{}}}},"definitions":{"a":{"$ref":{}}}}""")]
    public async Task Document_ThatIsNone_LeavesOursAsItWas(string told)
    {
        await using var shore = await Shore.StartAsync(publish: false);
        shore.Coast.Instead = async context =>
        {
            if (!context.Request.Path.StartsWithSegments("/openapi")) return false;
            await context.Response.WriteAsync(told);
            return true;
        };
        var before = await BinaryAsync(shore);
        await shore.PublishServiceAsync();
        await shore.RegisterAsync();
        await shore.IsAsync("True");
        var after = await BinaryAsync(shore);
        after.ShouldNotContain("lighthouses");
        after.Length.ShouldBeGreaterThanOrEqualTo(before.Length);
        (await shore.Server.SendAsync(HttpMethod.Get, "/openapi/v2")).Body.Root["definitions"u8]["io.k8s.api.core.v1.Pod"u8].IsObject.ShouldBeTrue();
    }

    [Fact(Timeout = 120_000)]
    public async Task Schema_UnderAName_OfOneOfOurs_OrForOneOfOurKinds_IsNotBelieved()
    {
        await using var shore = await Shore.StartAsync(publish: false);
        shore.Coast.Instead = async context =>
        {
            if (context.Request.Path != "/openapi/v2") return false;
            await context.Response.WriteAsync("""
                {"swagger":"2.0","paths":{"/apis/coast.example.com/v1/lighthouses":{"get":{"responses":{"200":{"description":"OK","schema":{"$ref":"#/definitions/mine"}},"404":{"description":"No","schema":{"$ref":"#/definitions/io.k8s.api.core.v1.Pod"}}},
                "parameters":[{"$ref":"#/parameters/deep"}]}}},"parameters":{"deep":{"name":"depth","in":"query","type":"integer"}},
                "definitions":{"mine":{"type":"object","x-kubernetes-group-version-kind":[{"group":"apps","version":"v1","kind":"Deployment"}]},"io.k8s.api.core.v1.Pod":{"type":"object","description":"forged"}}}
                """);
            return true;
        };
        await shore.PublishServiceAsync();
        await shore.RegisterAsync();
        await shore.IsAsync("True");
        var document = (await shore.Server.SendAsync(HttpMethod.Get, "/openapi/v2")).Body.Root;
        document["definitions"u8]["mine"u8]["x-kubernetes-group-version-kind"u8].Count.ShouldBe(0);
        document["definitions"u8]["io.k8s.api.core.v1.Pod"u8]["description"u8].AsString().ShouldNotBe("forged");
        document["paths"u8]["/apis/coast.example.com/v1/lighthouses"u8]["get"u8]["parameters"u8][0]["name"u8].AsString().ShouldBe("depth");
    }

    private static async Task<string> BinaryAsync(Shore shore)
    {
        using var answer = await shore.Server.AskAsync(HttpMethod.Get, "/openapi/v2", null, "admin", ("Accept", Protobuf));
        ((int)answer.StatusCode).ShouldBe(200);
        return Encoding.UTF8.GetString(await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }
}
