namespace Timonier.Api.Tests.Writes;

public sealed class NamespaceLifeTests
{
    private const string Namespaces = "/api/v1/namespaces";

    [Fact]
    public async Task Namespace_Deleted_TakesNothingNew_AndGoesWhenFinalized()
    {
        await using var server = await ApiServer.StartAsync();
        (await server.SendAsync(HttpMethod.Post, Namespaces, """{"metadata":{"name":"n"}}""")).Body.Spec["finalizers"u8][0].AsString().ShouldBe("kubernetes");
        var (code, terminating) = await server.SendAsync(HttpMethod.Delete, Namespaces + "/n");
        code.ShouldBe(200);
        terminating.Status["phase"u8].AsString().ShouldBe("Terminating");

        var (refused, status) = await server.SendAsync(HttpMethod.Post, Namespaces + "/n/configmaps", """{"metadata":{"name":"a"}}""");
        refused.ShouldBe(403);
        status.Root["message"u8].AsString().ShouldBe("configmaps \"a\" is forbidden: unable to create new content in namespace n because it is being terminated");
        status.Root["details"u8]["causes"u8][0]["reason"u8].AsString().ShouldBe("NamespaceTerminating");

        (await server.SendAsync(HttpMethod.Put, Namespaces + "/n/finalize", """{"metadata":{"name":"n"},"spec":{"finalizers":[]}}""")).Code.ShouldBe(200);
        (await server.SendAsync(HttpMethod.Get, Namespaces + "/n")).Code.ShouldBe(404);
    }

    [Fact]
    public async Task Finalizer_OfAnObject_KeepsItUntilItIsTaken()
    {
        await using var server = await ApiServer.StartAsync();
        const string Maps = Namespaces + "/default/configmaps";
        await server.SendAsync(HttpMethod.Post, Maps, """{"metadata":{"name":"a","finalizers":["example.com/f"]}}""");
        (await server.SendAsync(HttpMethod.Delete, Maps + "/a")).Body.Metadata["deletionTimestamp"u8].Exists.ShouldBeTrue();
        (await server.SendAsync(HttpMethod.Get, Maps + "/a")).Code.ShouldBe(200);
        await server.SendAsync(HttpMethod.Patch, Maps + "/a", """{"metadata":{"finalizers":null}}""", "application/merge-patch+json");
        (await server.SendAsync(HttpMethod.Get, Maps + "/a")).Code.ShouldBe(404);
    }
}
