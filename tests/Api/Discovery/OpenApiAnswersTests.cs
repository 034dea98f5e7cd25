using System.Net;
using System.Text.Json;

namespace Timonier.Api.Tests.Discovery;

public sealed class OpenApiAnswersTests
{
    private const string Protobuf = "application/com.github.proto-openapi.spec.v2@v1.0+protobuf";

    [Theory]
    [InlineData("", "application/json")]
    [InlineData("application/json", "application/json")]
    [InlineData("text/html,application/*;q=0.5", "application/json")]
    [InlineData(Protobuf, "application/com.github.proto-openapi.spec.v2.v1.0+protobuf")]
    [InlineData("application/com.github.proto-openapi.spec.v2.v1.0+protobuf", "application/com.github.proto-openapi.spec.v2.v1.0+protobuf")]
    public async Task Version2_AskedForATypeItHas_ComesSo(string accept, string type)
    {
        await using var server = await ApiServer.StartAsync();
        using var response = await server.AskAsync(HttpMethod.Get, "/openapi/v2", null, "admin", [.. Accepting(accept)]);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.NonValidated["Content-Type"].ToString().ShouldBe(type);
        response.Headers.Vary.ShouldContain("Accept");
    }

    [Theory]
    [InlineData("/openapi/v2")]
    [InlineData("/openapi/v3/apis/apps/v1")]
    public async Task Document_AskedForATypeItHasNot_Is406(string path)
    {
        await using var server = await ApiServer.StartAsync();
        using var response = await server.AskAsync(HttpMethod.Get, path, null, "admin", ("Accept", "text/html"));
        response.StatusCode.ShouldBe(HttpStatusCode.NotAcceptable);
    }

    [Theory]
    [InlineData("/openapi/v2")]
    [InlineData("/openapi/v3")]
    [InlineData("/openapi/v3/api/v1")]
    public async Task Document_WithItsTag_IsNotSentAgain(string path)
    {
        await using var server = await ApiServer.StartAsync();
        using var first = await server.AskAsync(HttpMethod.Get, path);
        using var again = await server.AskAsync(HttpMethod.Get, path, null, "admin", ("If-None-Match", first.Headers.ETag!.Tag));
        again.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        (await again.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).ShouldBeEmpty();
        using var packed = await server.AskAsync(HttpMethod.Get, path, null, "admin", ("Accept-Encoding", "gzip"));
        packed.Content.Headers.ContentEncoding.ShouldBe(["gzip"]);
        packed.Content.Headers.ContentLength!.Value.ShouldBeLessThan(first.Content.Headers.ContentLength ?? long.MaxValue);
    }

    [Fact]
    public async Task Version3_WithTheHashOfTheIndex_MayBeKeptForGood()
    {
        var time = new SettableTime();
        await using var server = await ApiServer.StartAsync(time: time);
        var (_, index) = await server.SendAsync(HttpMethod.Get, "/openapi/v3");
        var address = index.Root["paths"u8]["apis/apps/v1"u8]["serverRelativeURL"u8].AsString()!;
        using var kept = await server.AskAsync(HttpMethod.Get, address);
        kept.Headers.CacheControl!.ToString().ShouldBe("public, immutable");
        kept.Content.Headers.Expires.ShouldBe(time.Now.AddYears(1));
        JsonElement.Parse(await kept.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).GetProperty("openapi").GetString().ShouldBe("3.0.0");
        using var protobuf = await server.AskAsync(HttpMethod.Get, address, null, "admin", ("Accept", "application/com.github.proto-openapi.spec.v3@v1.0+protobuf"));
        protobuf.StatusCode.ShouldBe(HttpStatusCode.OK);
        protobuf.Headers.ETag!.Tag.ShouldNotBe(kept.Headers.ETag!.Tag);
    }

    [Fact]
    public async Task Version3_WithAnOldHash_LeadsToTheNewOne()
    {
        await using var server = await ApiServer.StartAsync();
        using var handler = new HttpClientHandler { AllowAutoRedirect = false };
        using var client = new HttpClient(handler) { BaseAddress = server.Http.BaseAddress };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/openapi/v3/api/v1?hash=OLD");
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer admin");
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        response.StatusCode.ShouldBe(HttpStatusCode.MovedPermanently);
        var (_, index) = await server.SendAsync(HttpMethod.Get, "/openapi/v3");
        response.Headers.Location!.ToString().ShouldBe(index.Root["paths"u8]["api/v1"u8]["serverRelativeURL"u8].AsString());
    }

    [Fact]
    public async Task Version3_OfWhatIsNotServed_Is404()
    {
        await using var server = await ApiServer.StartAsync();
        (await server.SendAsync(HttpMethod.Get, "/openapi/v3/apis/nothing.example/v1")).Code.ShouldBe(404);
    }

    private static IEnumerable<(string, string)> Accepting(string accept) => accept.Length == 0 ? [] : [("Accept", accept)];
}
