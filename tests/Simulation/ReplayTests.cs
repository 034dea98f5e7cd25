using System.Diagnostics;
using System.Text.RegularExpressions;
using Timonier.Simulation.Tests.Worlds;

namespace Timonier.Simulation.Tests;

public sealed partial class ReplayTests
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

    /// <summary>By the very command that a broken run prints; another process hashes texts differently, for example.</summary>
    [Fact]
    public async Task Seed_RunByItsCommand_LeavesTheSameTrace()
    {
        using var here = await World.RunAsync(Seed, Turns);
        var command = new ProcessStartInfo(Environment.ProcessPath!, ["-class", "*SimulationTests", "-noColor", "-showLiveOutput"]) { UseShellExecute = false, RedirectStandardOutput = true };
        (command.Environment["SIMULATION_SEED"], command.Environment["SIMULATION_STEPS"]) = (Seed.ToString(), Turns.ToString());
        using var there = Process.Start(command)!;
        var told = await there.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await there.WaitForExitAsync(TestContext.Current.CancellationToken);

        TraceOf().Match(told).Groups[1].Value.ShouldBe(here.TraceHash, told);
    }

    [GeneratedRegex("trace ([0-9a-f]{16})")]
    private static partial Regex TraceOf();
}
