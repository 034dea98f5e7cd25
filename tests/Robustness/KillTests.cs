using System.Diagnostics;
using System.Globalization;

namespace Timonier.Robustness.Tests;

/// <summary>The real process, killed again and again. KILLS sets how often, and KILL_SECONDS for how long at most.</summary>
public sealed class KillTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Server_KilledUnderLoad_KeepsWhatItAcknowledgedAndItsWatchersWhole()
    {
        var kills = Number("KILLS", 24);
        var limit = TimeSpan.FromSeconds(Number("KILL_SECONDS", 45));
        var since = Stopwatch.StartNew();
        await using var server = await KilledServer.CreateAsync();
        var run = new KillRun(server, new Random(), settles: true);
        var done = 0;
        for (; done < kills && (done < 2 || since.Elapsed < limit); done++)
        {
            await run.LiveAndDieAsync();
            if (done % 100 == 99)
                output.WriteLine($"{done + 1} kills, {run.Acknowledged} acknowledged writes");
        }

        await run.LiveAndDieAsync(die: false);

        run.Acknowledged.ShouldBeGreaterThan(0);
        output.WriteLine($"{done} kills in {since.Elapsed.TotalSeconds:N0} s: {run.Acknowledged} acknowledged writes, {run.Watched} events watched, "
            + $"{run.Unheard} writes took effect unheard; none lost, none invented");
    }

    internal static int Number(string variable, int usual) =>
        Environment.GetEnvironmentVariable(variable) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : usual;
}
