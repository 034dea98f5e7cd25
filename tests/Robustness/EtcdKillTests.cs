using System.Diagnostics;

namespace Timonier.Robustness.Tests;

/// <summary>The real process on three etcd members, killed again and again while one of them is ill. KILLS and KILL_SECONDS as ever.</summary>
public sealed class EtcdKillTests(ITestOutputHelper output)
{
    [Fact]
    public async Task ServerOnThreeMembers_KilledWhileOneOfThemIsIll_KeepsWhatItAcknowledgedAndItsWatchersWhole()
    {
        var limit = TimeSpan.FromSeconds(KillTests.Number("KILL_SECONDS", 45));
        var kills = KillTests.Number("KILLS", 8);
        var since = Stopwatch.StartNew();
        await using var server = await KilledServer.CreateAsync();
        await using var trio = await EtcdTrio.StartAsync(server.Network);
        server.Further = ["--datastore-endpoint", trio.Endpoints];
        var chance = new Random();
        var run = new KillRun(server, chance);
        var ills = new Dictionary<string, int>(StringComparer.Ordinal);
        var done = 0;
        for (; done < kills && (done < 2 || since.Elapsed < limit); done++)
        {
            await run.LiveAndDieAsync(meanwhile: async () =>
            {
                var ill = await trio.FallIllAsync(chance);
                ills[ill] = ills.GetValueOrDefault(ill) + 1;
                // Long enough for the others to choose another leader.
                await Task.Delay(chance.Next(3000));
            });
        }

        await trio.HealAsync();
        await run.LiveAndDieAsync(die: false);
        run.Acknowledged.ShouldBeGreaterThan(0);
        output.WriteLine($"{done} kills in {since.Elapsed.TotalSeconds:N0} s: {run.Acknowledged} acknowledged writes, {run.Watched} events watched, "
            + $"{run.Unheard} writes took effect unheard; members {string.Join(", ", ills.Select(ill => $"{ill.Key} {ill.Value} times"))}; none lost, none invented");
    }
}
