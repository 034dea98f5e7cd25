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

    /// <summary>Every process makes hashes of texts with a key of its own: an order that follows from them would show.</summary>
    [Fact]
    public async Task Seed_RunInAnotherProcess_LeavesTheSameTrace()
    {
        using var here = await World.RunAsync(Seed, Turns);

        var there = await OutputOfAnotherProcessAsync();

        TraceLine().Match(there).Groups["trace"].Value.ShouldBe(here.TraceHash, there);
    }

    private static async Task<string> OutputOfAnotherProcessAsync()
    {
        var assembly = typeof(ReplayTests).Assembly.Location;
        var isHosted = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet";
        using var other = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [.. isHosted ? [assembly] : Array.Empty<string>(), "-class", $"*.{nameof(SimulationTests)}", "-showLiveOutput", "-noColor"])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
            Environment = { ["SIMULATION_SEED"] = $"{Seed}", ["SIMULATION_STEPS"] = $"{Turns}", ["SIMULATION_JOURNAL"] = null },
        })!;
        var output = await other.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await other.WaitForExitAsync(TestContext.Current.CancellationToken);
        return output;
    }

    [GeneratedRegex(@"seed \d+: .* trace (?<trace>[0-9a-f]+)")]
    private static partial Regex TraceLine();
}
