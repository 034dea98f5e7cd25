using System.Net;

namespace Timonier.Api.Tests.Discovery;

public sealed class AggregatedDiscoveryTests
{
    private const string Aggregated = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

    [Fact]
    public async Task Apis_AskedAggregated_NameEveryResourceOfEveryGroup()
    {
        await using var server = await ApiServer.StartAsync();
        using var response = await server.AskAsync(HttpMethod.Get, "/apis", null, "admin", ("Accept", Aggregated + ",application/json"));
        response.Content.Headers.NonValidated["Content-Type"].ToString().ShouldBe(Aggregated);
        var (_, list) = await ApiServer.ReadAsync(response);
        list.Kind.ShouldBe("APIGroupDiscoveryList");
        list.ApiVersion.ShouldBe("apidiscovery.k8s.io/v2");
        var seen = new List<string>();
        foreach (var group in list.Root["items"u8].Items)
        foreach (var resource in group["versions"u8][0]["resources"u8].Items)
        {
            seen.Add($"{group["metadata"u8]["name"u8].AsString()}/{resource["resource"u8].AsString()}");
            if (resource["resource"u8].AsString() != "deployments") continue;
            resource["scope"u8].AsString().ShouldBe("Namespaced");
            resource["shortNames"u8][0].AsString().ShouldBe("deploy");
            resource["responseKind"u8]["kind"u8].AsString().ShouldBe("Deployment");
            resource["subresources"u8][0]["subresource"u8].AsString().ShouldBe("scale");
            resource["subresources"u8][0]["responseKind"u8]["group"u8].AsString().ShouldBe("autoscaling");
        }
        seen.ShouldContain("apps/deployments");
        seen.ShouldContain("coordination.k8s.io/leases");
    }

    [Theory]
    [InlineData("/api")]
    [InlineData("/apis")]
    public async Task Document_WithItsTag_IsNotSentAgain(string path)
    {
        await using var server = await ApiServer.StartAsync();
        using var first = await server.AskAsync(HttpMethod.Get, path, null, "admin", ("Accept", Aggregated));
        var tag = first.Headers.ETag!.Tag;
        first.Headers.Vary.ShouldContain("Accept");
        using var again = await server.AskAsync(HttpMethod.Get, path, null, "admin", ("Accept", Aggregated), ("If-None-Match", tag));
        again.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        (await again.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).ShouldBeEmpty();
        using var other = await server.AskAsync(HttpMethod.Get, path, null, "admin", ("Accept", Aggregated), ("If-None-Match", "\"old\""));
        other.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    // The order of the clauses counts, the order within a clause does not; older forms of the document are gone.
    [Theory]
    [InlineData("application/json;as=APIGroupDiscoveryList;v=v2;g=apidiscovery.k8s.io", "APIGroupDiscoveryList")]
    [InlineData("application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json", "APIGroupList")]
    [InlineData("application/json;q=0.5," + Aggregated, "APIGroupDiscoveryList")]
    [InlineData("application/json," + Aggregated + ";q=0.5", "APIGroupList")]
    public async Task Apis_AskedForSeveralForms_AnswerWithTheFirstTheyHave(string accept, string kind)
    {
        await using var server = await ApiServer.StartAsync();
        (await server.GetAsAsync("/apis", accept)).Body.Kind.ShouldBe(kind);
    }

    [Theory]
    [InlineData("/api", "APIVersions")]
    [InlineData("/apis", "APIGroupList")]
    public async Task Document_AskedPlainly_StaysPlain(string path, string kind)
    {
        await using var server = await ApiServer.StartAsync();
        (await server.SendAsync(HttpMethod.Get, path)).Body.Kind.ShouldBe(kind);
    }
}
