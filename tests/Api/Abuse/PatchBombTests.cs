namespace Timonier.Api.Tests.Abuse;

/// <summary>Patches that are small and make much: operations, copies, levels.</summary>
public sealed class PatchBombTests
{
    private const string Things = "/apis/x.io/v1/namespaces/default/things";
    private const string Json = "application/json-patch+json";

    private static async Task<ApiServer> WithThingAsync()
    {
        var server = await ApiServer.StartAsync();
        await server.SendAsync(HttpMethod.Post, "/api/v1/namespaces", """{"metadata":{"name":"default"}}""");
        await server.SendAsync(HttpMethod.Post, "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", """
            {"metadata":{"name":"things.x.io"},"spec":{"group":"x.io","scope":"Namespaced","names":{"plural":"things","kind":"Thing"},
            "versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object","x-kubernetes-preserve-unknown-fields":true}}}]}}
            """);
        while ((await server.SendAsync(HttpMethod.Post, Things, $$$"""{"apiVersion":"x.io/v1","kind":"Thing","metadata":{"name":"t"},"a":"x","big":"{{{new string('x', 400_000)}}}"}""")).Code == 404)
            await Task.Yield();
        return server;
    }

    private static string Times(int count, string operation) => "[" + string.Join(',', Enumerable.Repeat(operation, count)) + "]";

    private static string Nested(int depth) => string.Concat(Enumerable.Repeat("""{"a":""", depth)) + "1" + new string('}', depth);

    // Each copy puts the whole under its own lowest leaf, so that the depth doubles.
    private static string Doubling()
    {
        var operations = new List<string> { $$"""{"op":"add","path":"/x","value":{{Nested(400)}}}""" };
        for (var depth = 400; depth < 200_000; depth *= 2)
            operations.Add($$"""{"op":"copy","from":"/x","path":"/x{{string.Concat(Enumerable.Repeat("/a", depth))}}"}""");
        return "[" + string.Join(',', operations) + "]";
    }

    private static string Moving() => "[" + string.Join(',', Enumerable.Repeat("""{"op":"add","path":"/y","value":{}},{"op":"move","from":"/x","path":"/y/x"},{"op":"move","from":"/y","path":"/x"}""", 3000).Prepend("""{"op":"add","path":"/x","value":1}""")) + "]";

    public static TheoryData<string, string, int> Bombs => new()
    {
        { "too many operations", Times(10_001, """{"op":"test","path":"/a","value":"x"}"""), 413 },
        { "copies of a large text", Times(10, """{"op":"copy","from":"/big","path":"/copy"}"""), 422 },
        { "copies of copies", Times(40, """{"op":"copy","from":"","path":"/copy"}"""), 422 },
        { "depth by copies", Doubling(), 413 },
        { "depth by moves", Moving(), 413 },
        { "a long path", $$"""[{"op":"add","path":"{{string.Concat(Enumerable.Repeat("/a", 100_000))}}","value":1}]""", 413 },
        { "a place within itself", """[{"op":"move","from":"/a","path":"/a/b"}]""", 422 },
        { "a deep value", $$"""[{"op":"add","path":"/x","value":{{Nested(509)}}}]""", 400 },
    };

    [Theory]
    [MemberData(nameof(Bombs))]
    public async Task Bomb_IsRefusedAndTheServerStands(string what, string patch, int expected)
    {
        await using var server = await WithThingAsync();
        (await server.SendAsync(HttpMethod.Patch, Things + "/t", patch, Json)).Code.ShouldBe(expected, what);
        (await server.SendAsync(HttpMethod.Get, Things + "/t")).Body.Root["a"u8].AsString().ShouldBe("x");
    }

    [Fact]
    public async Task TenThousandTests_AreMade()
    {
        await using var server = await WithThingAsync();
        (await server.SendAsync(HttpMethod.Patch, Things + "/t", Times(10_000, """{"op":"test","path":"/a","value":"x"}"""), Json)).Code.ShouldBe(200);
    }

    [Theory]
    [InlineData("application/merge-patch+json")]
    [InlineData("application/apply-patch+yaml")]
    public async Task DeepPatch_OfAnyOtherKind_IsRefused(string media)
    {
        await using var server = await WithThingAsync();
        var (code, _) = await server.SendAsync(HttpMethod.Patch, Things + "/t?fieldManager=m", $$"""{"apiVersion":"x.io/v1","kind":"Thing","metadata":{"name":"t"},"deep":{{Nested(600)}}}""", media);
        code.ShouldBe(400);
    }

    [Fact]
    public async Task ObjectWhoseOwnersWouldNestTooDeep_IsRefusedAndNotStored()
    {
        await using var server = await WithThingAsync();
        (await server.SendAsync(HttpMethod.Post, Things, $$$"""{"apiVersion":"x.io/v1","kind":"Thing","metadata":{"name":"deep"},"x":{{{Nested(509)}}}}""")).Code.ShouldBe(400);
        (await server.SendAsync(HttpMethod.Get, Things)).Body.Root["items"u8].Count.ShouldBe(1);
    }
}
