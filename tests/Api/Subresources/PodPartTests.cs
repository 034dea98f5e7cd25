namespace Timonier.Api.Tests.Subresources;

public sealed class PodPartTests
{
    private const string Pods = "/api/v1/namespaces/default/pods";
    private const string Strategic = "application/strategic-merge-patch+json";

    private static async Task<ApiServer> WithPodAsync()
    {
        var server = await ApiServer.StartAsync();
        await server.SendAsync(HttpMethod.Post, "/api/v1/namespaces/default/serviceaccounts", """{"metadata":{"name":"default"}}""");
        var (code, _) = await server.SendAsync(HttpMethod.Post, Pods,
            """{"metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"i","resources":{"requests":{"cpu":"1","memory":"1Gi"},"limits":{"cpu":"2","memory":"2Gi"}}}]}}""");
        code.ShouldBe(201);
        return server;
    }

    [Fact]
    public async Task EphemeralContainers_AreAdded_AndNothingElse()
    {
        await using var server = await WithPodAsync();
        var (code, pod) = await server.SendAsync(HttpMethod.Patch, Pods + "/p/ephemeralcontainers",
            """{"metadata":{"labels":{"sneaked":"in"}},"spec":{"priority":7,"ephemeralContainers":[{"name":"debug","image":"busybox","targetContainerName":"c"}]}}""", Strategic);
        code.ShouldBe(200);
        pod.Spec["ephemeralContainers"u8][0]["name"u8].AsString().ShouldBe("debug");
        pod.Metadata["labels"u8].Exists.ShouldBeFalse();
        pod.Spec["priority"u8].AsInt64().ShouldBe(0);
        pod.Metadata["generation"u8].AsInt64().ShouldBe(2);
    }

    [Fact]
    public async Task Resize_TakesResources_AndNothingElse()
    {
        await using var server = await WithPodAsync();
        var (code, pod) = await server.SendAsync(HttpMethod.Patch, Pods + "/p/resize",
            """{"spec":{"containers":[{"name":"c","image":"other","resources":{"requests":{"cpu":"1500m"}}}]}}""", Strategic);
        code.ShouldBe(200);
        pod.Spec["containers"u8][0]["resources"u8]["requests"u8]["cpu"u8].AsString().ShouldBe("1500m");
        pod.Spec["containers"u8][0]["image"u8].AsString().ShouldBe("i");
        (await server.SendAsync(HttpMethod.Get, Pods + "/p/resize")).Body.Name.ShouldBe("p");
    }
}
