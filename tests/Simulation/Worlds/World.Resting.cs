namespace Timonier.Simulation.Tests.Worlds;

internal sealed partial class World
{
    // The longest pause of a queue is 1000 s, and two may come one after the other.
    private static readonly TimeSpan LongestRecovery = TimeSpan.FromMinutes(45);
    private static readonly TimeSpan TurnTakes = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    /// <summary>Everything is well from now on: in the end it must all be as people asked, and nothing be left over.</summary>
    private void Rest()
    {
        Heal();
        var until = clock.GetUtcNow() + LongestRecovery;
        while (true)
        {
            var look = clock.GetUtcNow() + LookEvery;
            do Settle();
            while (clock.RingNext(look));
            clock.JumpTo(look);
            HealNodes();
            if (Unrest() is not { } unrest) break;
            if (clock.GetUtcNow() > until) throw Broken(unrest.Invariant, $"{LongestRecovery:c} after the last trouble, {unrest.Wrong}");
        }
        foreach (var invariant in invariants) invariant.Rested(Now());
    }

    /// <summary>Until nothing is left to do at once. Work takes time: what waits for a late message must not go round for ever in the same instant.</summary>
    private void Settle()
    {
        do
        {
            Restart();
            Observe();
            clock.JumpTo(clock.GetUtcNow() + TurnTakes);
            clock.RingNext(clock.GetUtcNow());
        }
        while (pump.TakeTurn());
    }

    private (string Invariant, string Wrong)? Unrest()
    {
        foreach (var invariant in invariants)
            if (invariant.CheckAtRest(Now()) is { } wrong) return (invariant.Name, wrong);
        return witness.Missing(trace.PodEvents) is { } missing ? ("WatchesTellOnce", missing) : null;
    }
}
