using Microsoft.Extensions.Logging.Abstractions;
using Timonier.Client.Leases;
using Timonier.Contracts.Cluster;
using Timonier.Kernel;

namespace Timonier.Client.Tests;

public sealed class LeaseTests
{
    private readonly FakeCluster cluster = new();
    private readonly VirtualTime time = new();
    private readonly RandomIdSource ids = new(new Random(7));

    [Fact]
    public void LeaderElection_TwoRivals_OneLeadsAndTheOtherFollowsWhenItStops() => Turns.Run(async () =>
    {
        using var stopA = new CancellationTokenSource();
        using var stopB = new CancellationTokenSource();
        bool a = false, b = false;
        var runA = Election("a").RunAsync(t => Lead(v => a = v, t), stopA.Token);
        await time.Until(() => a);
        var runB = Election("b").RunAsync(t => Lead(v => b = v, t), stopB.Token);
        for (var s = 0; s < 30; s++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Settle();
        }
        (a, b).ShouldBe((true, false));
        await stopA.CancelAsync();
        await runA;
        a.ShouldBeFalse();
        await time.Until(() => b);
        cluster.All(CoreResources.Leases)[0].Spec["leaseTransitions"u8].AsInt32().ShouldBe(1);
        await stopB.CancelAsync();
        await runB;
    });

    [Fact]
    public void LeaderElection_ServerGone_LeaderStepsBackWithinTheDeadline() => Turns.Run(async () =>
    {
        using var stop = new CancellationTokenSource();
        var leads = false;
        var run = Election("a").RunAsync(t => Lead(v => leads = v, t), stop.Token);
        await time.Until(() => leads);
        cluster.Refuse = (_, _, _) => new Status(503, "ServiceUnavailable", "gone");
        for (var s = 0; s < 13; s++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Settle();
        }
        leads.ShouldBeFalse();
        await stop.CancelAsync();
        await run;
    });

    [Fact]
    public void LeaseRenewer_Running_RenewsEveryTenSeconds() => Turns.Run(async () =>
    {
        using var stop = new CancellationTokenSource();
        var renewer = new LeaseRenewer(cluster, "kube-node-lease", "n1", "n1", TimeSpan.FromSeconds(40), time, ids, NullLogger<LeaseRenewer>.Instance);
        var run = renewer.RunAsync(stop.Token);
        await time.Until(() => cluster.Calls.Contains("update leases n1"), TimeSpan.FromSeconds(10));
        var lease = cluster.All(CoreResources.Leases).ShouldHaveSingleItem();
        lease.Spec["leaseDurationSeconds"u8].AsInt32().ShouldBe(40);
        lease.Spec["renewTime"u8].AsTime().ShouldBe(time.GetUtcNow());
        await stop.CancelAsync();
        await run;
    });

    private LeaderElection Election(string identity) => new(cluster, "kube-system", "lock", identity, time, ids, NullLogger<LeaderElection>.Instance);

    private static async Task Lead(Action<bool> set, CancellationToken term)
    {
        set(true);
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, term);
        }
        finally
        {
            set(false);
        }
    }

    private static async Task Settle()
    {
        for (var i = 0; i < 50; i++) await Task.Yield();
    }
}
