namespace Timonier.Architecture.Tests;

public sealed class DependencyTests
{
    /// <summary>What each room may reference; a room that is not here fails until someone has decided where it belongs.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Kernel"] = [],
        ["Documents"] = ["Kernel"],
        ["Cel"] = ["Kernel", "Documents"],
        ["Kinds.Generator"] = [],
        ["Kinds"] = ["Kernel", "Documents", "Cel"],
        ["Contracts"] = ["Kernel", "Documents", "Kinds"],
        ["Streaming"] = ["Kernel"],
        ["Pki"] = ["Kernel", "Documents"],
        ["Grpc"] = [],
        ["Store.History"] = ["Contracts"],
        ["Store.Embedded"] = ["Kernel", "Contracts", "Store.History"],
        ["Sealing"] = ["Kernel", "Documents", "Contracts", "Grpc", "Pki"],
        ["Store.Etcd"] = ["Kernel", "Contracts", "Grpc", "Store.History"],
        ["Api"] = ["Kernel", "Documents", "Kinds", "Contracts", "Streaming"],
        ["Client"] = ["Kernel", "Documents", "Kinds", "Contracts"],
        ["Controllers"] = ["Kernel", "Documents", "Kinds", "Contracts", "Client"],
        ["Scheduling"] = ["Kernel", "Documents", "Cel", "Kinds", "Contracts", "Client"],
        ["Node"] = ["Kernel", "Documents", "Kinds", "Contracts", "Client", "Streaming"],
        ["Runtime.Cri"] = ["Kernel", "Contracts", "Streaming", "Grpc"],
        ["Network.Linux"] = ["Kernel", "Contracts"],
        ["Runtime.Simulated"] = ["Kernel", "Documents", "Contracts", "Streaming"],
        ["Network.Simulated"] = ["Kernel", "Contracts"],
        ["Node.Simulated"] = ["Kernel", "Documents", "Kinds", "Contracts", "Client", "Streaming", "Node", "Runtime.Simulated", "Network.Simulated"],
        ["ServiceProxy"] = ["Kernel", "Documents", "Kinds", "Contracts", "Client"],
        ["Testing"] = ["Kernel", "Documents", "Kinds", "Contracts", "Api", "Client", "Controllers", "Scheduling", "Store.Embedded", "Pki", "Node", "Runtime.Simulated", "Network.Simulated", "Node.Simulated"],
        ["Dns"] = ["Kernel", "Documents", "Kinds", "Contracts", "Client"],
    };

    public static TheoryData<string> RoomNames => [.. Rooms.References.Keys.Where(r => r != "Host")];

    [Theory]
    [MemberData(nameof(RoomNames))]
    public void Room_References_PointOneWay(string room)
    {
        Allowed.ShouldContainKey(room);
        Rooms.References[room].Except(Allowed[room], StringComparer.Ordinal).ShouldBeEmpty();
    }

    [Fact]
    public void Host_IsReferencedByNobody() => Rooms.References.Values.SelectMany(r => r).ShouldNotContain("Host");

    [Fact]
    public void Store_KnowsNothingOfKinds() =>
        ((string[])["src/Store.History", "src/Store.Embedded", "src/Store.Etcd"])
            .SelectMany(room => UsersOf(room, "Timonier.Kinds").Concat(UsersOf(room, "Timonier.Documents"))).ShouldBeEmpty();

    [Fact]
    public void Runtimes_KnowNothingOfTheCluster() =>
        ((string[])["src/Runtime.Cri", "src/Runtime.Simulated", "src/Network.Linux", "src/Network.Simulated"])
            .SelectMany(room => UsersOf(room, "Timonier.Contracts.Cluster")).ShouldBeEmpty();

    private static IEnumerable<string> UsersOf(string top, string @namespace) =>
        Rooms.Sources(top).Where(p => File.ReadAllText(p).Contains($"using {@namespace}", StringComparison.Ordinal));
}
