using System.Globalization;
using Timonier.Store.Embedded.Tests.Simulation;

namespace Timonier.Store.Embedded.Tests;

/// <summary>
/// The power goes, a call fails, the disk fills, a bit flips, at any call of random lives. CRASH_POINTS sets how
/// many faults must have struck; CRASH_SEED repeats one run, which a failure names.
/// </summary>
public sealed class CrashPointTests(ITestOutputHelper output)
{
    private const int FaultsPerRun = 100;

    [Fact]
    public async Task Store_StruckAtAnyCall_KeepsEveryPromise()
    {
        var wanted = Number("CRASH_POINTS") ?? 1_500;
        var faults = 0;
        for (var seed = Number("CRASH_SEED") ?? Random.Shared.Next(); faults < wanted; seed++)
        {
            var run = new CrashRun(seed);
            try
            {
                while (run.Faults < FaultsPerRun)
                    await run.LiveAsync();
            }
            catch (Exception broken)
            {
                throw new InvalidOperationException($"CRASH_SEED={seed} repeats this, as far as threads let it: {broken.Message}", broken);
            }

            faults += run.Faults;
        }

        output.WriteLine($"{faults} faults struck, and every promise was kept");
    }

    private static int? Number(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}
