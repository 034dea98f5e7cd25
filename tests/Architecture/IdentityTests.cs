namespace Timonier.Architecture.Tests;

public sealed class IdentityTests
{
    /// <summary>
    /// The server itself, while it starts and before there are roles; what it says to other servers when it asks them
    /// what they serve; the administrator's certificate; the test that has a cluster of its own, and who
    /// stands for the nodes of a cluster that is only thought. Whatever runs has an identity and a role of its own.
    /// </summary>
    private static readonly string[] Allowed =
    [
        "src/Api/Bootstrap.cs", "src/Api/Aggregation/AggregationLoop.cs", "src/Api/Authorization/BootstrapAccess.cs",
        "src/Api/Aggregation/SpokenFor.cs",
        "src/Host/Running/ServerIdentity.cs", "src/Testing/Parts/Administrator.cs", "src/Host/Verbs/Plans/Forecast.cs",
    ];

    [Fact]
    public void Masters_AreNamedAsAnybodysGroupByNobodyElse() =>
        Rooms.Sources("src").Where(MakesAMaster).Select(p => Path.GetRelativePath(Rooms.Root, p)).ShouldBe(Allowed, ignoreOrder: true);

    // Rules about the group name it too; they make nobody a member.
    private static bool MakesAMaster(string path) => File.ReadLines(path).Any(line =>
        line.Contains("\"system:masters\"", StringComparison.Ordinal)
        && (line.Contains("[\"system:masters\"", StringComparison.Ordinal) || line.Contains(", \"system:masters\"", StringComparison.Ordinal)));
}
