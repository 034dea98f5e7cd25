using Timonier.Documents;

namespace Timonier.Api.Tests.Versions;

public sealed class ConvertedCallsTests
{
    private const string OwnEvents = "/apis/events.k8s.io/v1/namespaces/default/events";
    private const string CoreEvents = "/api/v1/namespaces/default/events";
    private const string One = "/apis/autoscaling/v1/namespaces/default/horizontalpodautoscalers";
    private const string Two = "/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers";

    private static async Task<ApiServer> WithEventAsync()
    {
        var server = await ApiServer.StartAsync();
        var (code, made) = await server.SendAsync(HttpMethod.Post, OwnEvents, """
            {"metadata":{"name":"e","namespace":"default"},"eventTime":"2026-01-01T00:00:00.000000Z","reportingController":"example.com/c","reportingInstance":"i","action":"Do","reason":"Why","type":"Normal",
             "regarding":{"kind":"Pod","namespace":"default","name":"p"},"note":"hello"}
            """);
        code.ShouldBe(201, made.ToString());
        made.ApiVersion.ShouldBe("events.k8s.io/v1");
        made.Root["note"u8].AsString().ShouldBe("hello");
        return server;
    }

    [Fact]
    public async Task Event_WrittenInOneGroup_IsReadInBoth()
    {
        await using var server = await WithEventAsync();
        var (code, core) = await server.SendAsync(HttpMethod.Get, $"{CoreEvents}/e");
        code.ShouldBe(200);
        core.ApiVersion.ShouldBe("v1");
        core.Root["message"u8].AsString().ShouldBe("hello");
        core.Root["involvedObject"u8]["name"u8].AsString().ShouldBe("p");
        var (_, own) = await server.SendAsync(HttpMethod.Get, $"{OwnEvents}/e");
        own.ResourceVersion.ShouldBe(core.ResourceVersion);
    }

    [Theory]
    [InlineData("regarding.name=p", 1)]
    [InlineData("regarding.name=q", 0)]
    [InlineData("reportingController=example.com/c", 1)]
    public async Task Events_ListedByAField_AreFoundByItsName(string selector, int count)
    {
        await using var server = await WithEventAsync();
        var (code, list) = await server.SendAsync(HttpMethod.Get, $"{OwnEvents}?fieldSelector={selector}");
        code.ShouldBe(200, list.ToString());
        list.Kind.ShouldBe("EventList");
        list.Root["items"u8].Count.ShouldBe(count);
        if (count > 0) list.Root["items"u8][0]["note"u8].AsString().ShouldBe("hello");
    }

    [Fact]
    public async Task Event_Patched_KeepsTheFormOfThePatch()
    {
        await using var server = await WithEventAsync();
        var (code, patched) = await server.SendAsync(HttpMethod.Patch, $"{OwnEvents}/e", """{"series":{"count":2,"lastObservedTime":"2026-01-01T00:01:00.000000Z"}}""", "application/merge-patch+json");
        code.ShouldBe(200, patched.ToString());
        patched.ApiVersion.ShouldBe("events.k8s.io/v1");
        patched.Root["series"u8]["count"u8].AsInt64().ShouldBe(2);
        patched.Root["regarding"u8]["name"u8].AsString().ShouldBe("p");
    }

    [Fact]
    public async Task Autoscaler_WrittenAsV1_IsReadAsV2()
    {
        await using var server = await ApiServer.StartAsync();
        var (code, made) = await server.SendAsync(HttpMethod.Post, One,
            """{"metadata":{"name":"h"},"spec":{"scaleTargetRef":{"apiVersion":"apps/v1","kind":"Deployment","name":"d"},"maxReplicas":3,"targetCPUUtilizationPercentage":50}}""");
        code.ShouldBe(201, made.ToString());
        made.Spec["targetCPUUtilizationPercentage"u8].AsInt64().ShouldBe(50);
        var (_, read) = await server.SendAsync(HttpMethod.Get, $"{Two}/h");
        read.ApiVersion.ShouldBe("autoscaling/v2");
        read.Spec["metrics"u8][0]["resource"u8]["target"u8]["averageUtilization"u8].AsInt64().ShouldBe(50);
        (await server.SendAsync(HttpMethod.Delete, $"{One}/h")).Code.ShouldBe(200);
        (await server.SendAsync(HttpMethod.Get, $"{Two}/h")).Code.ShouldBe(404);
    }

    [Fact]
    public async Task Group_WithTwoVersions_PrefersTheHigher()
    {
        await using var server = await ApiServer.StartAsync();
        var (_, group) = await server.SendAsync(HttpMethod.Get, "/apis/autoscaling");
        group.Root["preferredVersion"u8]["version"u8].AsString().ShouldBe("v2");
        group.Root["versions"u8].Count.ShouldBe(2);
    }
}
