using Timonier.Kernel;

namespace Timonier.Api.Tests.Writes;

public sealed class NamingTests
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";
    private const string Leases = "/apis/coordination.k8s.io/v1/namespaces/default/leases";

    [Theory]
    [InlineData(Leases, 201)]
    [InlineData("/api/v1/namespaces/default/endpoints", 201)]
    [InlineData("/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles", 201)]
    [InlineData(ConfigMaps, 404)]
    [InlineData("/api/v1/namespaces/default/secrets", 404)]
    public async Task Put_OfWhatIsNotThere_CreatesOnlyWhereTheKindAllows(string path, int expected)
    {
        await using var server = await ApiServer.StartAsync();
        var (code, body) = await server.SendAsync(HttpMethod.Put, path + "/a", """{"metadata":{"name":"a"}}""");
        code.ShouldBe(expected);
        if (expected == 404) body.Root["reason"u8].AsString().ShouldBe("NotFound");
        else body.Uid.ShouldNotBeEmpty();
        (await server.SendAsync(HttpMethod.Get, path + "/a")).Code.ShouldBe(expected == 404 ? 404 : 200);
    }

    [Fact]
    public async Task Put_ThatWouldCreate_NeedsTheRightToCreate()
    {
        await using var server = await ApiServer.StartAsync(withRoles: true);
        await server.GrantAsync("bob", "update", "coordination.k8s.io", "leases");
        var (code, status) = await server.SendAsync(HttpMethod.Put, Leases + "/a", """{"metadata":{"name":"a"}}""", user: "bob");
        code.ShouldBe(403);
        status.Root["message"u8].AsString().ShouldStartWith("leases.coordination.k8s.io \"a\" is forbidden: User \"bob\" cannot create resource \"leases\"");
    }

    [Fact]
    public async Task GeneratedName_ThatIsTaken_IsTriedEightTimes()
    {
        var ids = new Suffixes();
        await using var server = await ApiServer.StartAsync(ids: ids);
        const string Body = """{"metadata":{"generateName":"g-"}}""";
        (await server.SendAsync(HttpMethod.Post, ConfigMaps, Body)).Body.Name.ShouldBe("g-same1");
        ids.Given = 0;
        var (code, status) = await server.SendAsync(HttpMethod.Post, ConfigMaps, Body);
        code.ShouldBe(409);
        ids.Given.ShouldBe(8);
        status.Root["reason"u8].AsString().ShouldBe("AlreadyExists");
        status.Root["message"u8].AsString().ShouldBe("configmaps \"g-same1\" already exists, the server was not able to generate a unique name for the object");
        ids.Given = 0;
        ids.ChangesAfter = 3;
        (await server.SendAsync(HttpMethod.Post, ConfigMaps, Body)).Body.Name.ShouldBe("g-other");
    }

    private sealed class Suffixes : IIdSource
    {
        private readonly RandomIdSource uids = new(new Random(3));

        public int Given { get; set; }
        public int ChangesAfter { get; set; } = int.MaxValue;

        public string NextUid() => uids.NextUid();
        public string NextSuffix(int length = 5) => ++Given > ChangesAfter ? "other" : "same1";
        public double NextDouble() => uids.NextDouble();
    }
}
