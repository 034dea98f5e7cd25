using Timonier.Simulation.Tests.Worlds;

namespace Timonier.Simulation.Tests;

public sealed class ReplayTests
{
    private const int Seed = 77;
    private const int Turns = 3000;

    [Fact]
    public async Task Seed_RunTwice_LeavesTheSameTrace()
    {
        using var first = await World.RunAsync(Seed, Turns);
        using var second = await World.RunAsync(Seed, Turns);

        (second.TraceHash, second.Turns, second.Writes).ShouldBe((first.TraceHash, first.Turns, first.Writes));
        using var other = await World.RunAsync(Seed + 1, Turns);
        other.TraceHash.ShouldNotBe(first.TraceHash);
    }
}
