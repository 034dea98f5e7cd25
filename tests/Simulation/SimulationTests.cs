using System.Globalization;
using Timonier.Simulation.Tests.Worlds;

namespace Timonier.Simulation.Tests;

/// <summary>
/// Seeds of whole clusters under all faults. SIMULATION_STEPS says how many turns to run in all and SIMULATION_SEED with
/// which seed to begin; each seed has its share, and the next one follows. SIMULATION_JOURNAL names a file for all that
/// happens, turn by turn.
/// </summary>
public sealed class SimulationTests
{
    private const long UsualTurns = 40_000;
    private const long TurnsOfASeed = 50_000;

    // From so many turns on every fault and every kind of work has had its turn, whatever the seed: the rarest come about
    // twice in the usual number, so that every tenth seed or so, and with it any change of behaviour, does without one.
    private const long TurnsForAll = 5 * UsualTurns;

    [Fact]
    public async Task Cluster_UnderAllFaults_BreaksNoInvariant()
    {
        var tally = new Tally();
        var turns = 0L;
        var (seed, wanted) = ((int)Setting("SIMULATION_SEED", 1), Setting("SIMULATION_STEPS", UsualTurns));
        await using var journal = Environment.GetEnvironmentVariable("SIMULATION_JOURNAL") is { Length: > 0 } path ? new StreamWriter(path) : TextWriter.Null;
        for (; turns < wanted; seed++)
        {
            using var world = await World.RunAsync(seed, Math.Min(wanted - turns, TurnsOfASeed), journal);
            turns += world.Turns;
            tally.Add(world.Tally);
            Tell($"seed {seed}: {world.Turns} turns, {world.Writes} writes, {world.Lived:d\\.hh\\:mm\\:ss} lived, trace {world.TraceHash}");
        }
        Tell($"{turns} turns in all: {tally}");
        if (turns >= TurnsForAll) tally.Missing.ShouldBeEmpty();
    }

    private static void Tell(string line) => TestContext.Current.TestOutputHelper!.WriteLine(line);

    private static long Setting(string name, long usual) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? long.Parse(text, CultureInfo.InvariantCulture) : usual;
}
