using System.Diagnostics;

namespace Timonier.Robustness.Tests;

/// <summary>
/// The real process on three etcd members, of which one after the other is killed, stopped or cut off while clients write
/// and watch, and the process itself killed. KILLS sets how often, and KILL_SECONDS for how long at most.
/// </summary>
public sealed class EtcdKillTests(ITestOutputHelper output)
{
    // Within the one a member is hardly missed; within the other the server has given up on it, and another leads.
    private const int ShortMilliseconds = 1500, LongMilliseconds = 9000;

    // A new etcd after so many: what the dead servers left in doubt lies about in the old one.
    private const int KillsOfOneEtcd = 100;

    private readonly Random chance = new();
    private readonly Stopwatch since = Stopwatch.StartNew();
    private readonly SortedDictionary<string, int> ills = new(StringComparer.Ordinal);
    private int done;

    [Fact]
    public async Task ServerOnThreeMembers_KilledWhileOneOfThemIsIll_KeepsWhatItAcknowledgedAndItsWatchersWhole()
    {
        var limit = TimeSpan.FromSeconds(KillTests.Number("KILL_SECONDS", 30));
        var kills = KillTests.Number("KILLS", 6);
        while (done < kills && (done < 2 || since.Elapsed < limit))
            await RunOneEtcdAsync(() => done < kills && (done < 2 || since.Elapsed < limit));
    }

    private async Task RunOneEtcdAsync(Func<bool> goesOn)
    {
        await using var server = await KilledServer.CreateAsync();
        await using var trio = await EtcdTrio.StartAsync(server.Network);
        server.Further = ["--datastore-endpoint", trio.Endpoints];
        var run = new KillRun(server, chance, settles: false);
        for (var n = 0; n < KillsOfOneEtcd && goesOn(); n++)
        {
            await run.LiveAndDieAsync(meanwhile: () => SufferAsync(run, trio));
            done++;
        }

        await trio.HealAsync();
        await run.LiveAndDieAsync(die: false);
        run.Acknowledged.ShouldBeGreaterThan(0);
        output.WriteLine($"{done} kills in {since.Elapsed.TotalSeconds:N0} s; in the last etcd {run.Acknowledged} acknowledged writes, {run.Watched} events watched, "
            + $"{run.Unheard} writes took effect unheard, of {run.Unknown} nothing was seen; {string.Join(", ", ills.Select(ill => $"{ill.Key} {ill.Value} times"))}; none lost, none invented");
    }

    private async Task SufferAsync(KillRun run, EtcdTrio trio)
    {
        var ill = await trio.FallIllAsync(chance);
        ills[ill] = ills.GetValueOrDefault(ill) + 1;
        await Task.Delay(chance.Next(chance.Next(3) == 0 ? LongMilliseconds : ShortMilliseconds));
        // What was on its way to the member arrives now, unless the server dies first.
        if (chance.Next(2) == 0)
            await trio.HealAsync();
        // The other two are enough: what was away is found again, and nothing lost on the way.
        if (chance.Next(2) == 0)
            await run.ComeOnAsync();
    }
}
