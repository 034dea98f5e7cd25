using System.Globalization;
using Timonier.Simulation.Tests.Worlds;

namespace Timonier.Simulation.Tests;

/// <summary>
/// Seeds of whole clusters under all faults. SIMULATION_STEPS says how many turns to run in all and SIMULATION_SEED with
/// which seed to begin; each seed has its share, and the next one follows.
/// </summary>
public sealed class SimulationTests
{
    private const long UsualTurns = 16_000;
    private const long TurnsOfASeed = 50_000;

    [Fact]
    public async Task Cluster_UnderAllFaults_BreaksNoInvariant()
    {
        var (seed, left) = ((int)Setting("SIMULATION_SEED", 1), Setting("SIMULATION_STEPS", UsualTurns));
        for (; left > 0; seed++)
        {
            using var world = await World.RunAsync(seed, Math.Min(left, TurnsOfASeed));
            left -= world.Turns;
            TestContext.Current.TestOutputHelper!.WriteLine(
                $"seed {seed}: {world.Turns} turns, {world.Writes} writes, {world.Lived:d\\.hh\\:mm\\:ss} lived, trace {world.TraceHash}");
        }
    }

    private static long Setting(string name, long usual) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? long.Parse(text, CultureInfo.InvariantCulture) : usual;
}
