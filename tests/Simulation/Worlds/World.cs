using Timonier.Contracts.Cluster;
using Timonier.Contracts.Store;
using Timonier.Kernel;
using Timonier.Simulation.Tests.Faults;
using Timonier.Simulation.Tests.Invariants;
using Timonier.Simulation.Tests.Work;
using Timonier.Store.Embedded;
using Timonier.Testing.Parts;
using Timonier.Testing.Turns;

namespace Timonier.Simulation.Tests.Worlds;

/// <summary>
/// A whole cluster in one hand: API, controllers, scheduler and simulated nodes, as pieces of work of which a seed draws the
/// next; people who change things; and trouble. A run is stretches of trouble, each with a mix of its own, and after
/// each of them a rest in which everything must come to what was asked for.
/// </summary>
internal sealed partial class World : IDisposable
{
    private const int StretchTurns = 4000;
    private readonly long seed;
    private readonly Random chance;
    private readonly Pump pump;
    private readonly VirtualClock clock;
    private readonly MemoryStore store;
    private readonly ControlPlane plane;
    private readonly IIdSource ids;
    private readonly Workload work;
    private readonly WatchWitness witness;
    private readonly Ledger ledger = new();
    private readonly Trace trace = new();
    private readonly IReadOnlyList<Invariant> invariants =
    [
        new SurgeIsKept(), new AvailabilityIsKept(), new NoSparePods(), new JobsEndOnce(), new StatefulOrderIsKept(), new QuotaIsKept(), new PodsAreBoundOnce(), new BudgetsAreKept(),
        new NoOrphans(), new NamespacesEmpty(), new DeletionsEnd(), new WorkloadsConverge(),
    ];
    private FaultMix mix = FaultMix.None;
    private IStoreWatch? events;

    private World(int seed, MemoryStore start)
    {
        this.seed = seed;
        chance = new Random(seed);
        pump = new Pump(new Random(chance.Next()), byHand: true);
        clock = new VirtualClock(pump, Template.Made);
        store = start.Fork(clock);
        ids = new RandomIdSource(new Random(chance.Next()));
        plane = new ControlPlane(new PlaneParts(new UnsteadyStore(store, new Random(chance.Next()), clock, () => mix), clock, ids) { RootCaPem = "simulated" });
        work = new Workload(plane.Api.For(Administrator.User), new Random(chance.Next()), ledger);
        witness = new WatchWitness(plane.Api.For(Administrator.User), new Random(chance.Next()), clock);
        slots = Slots();
    }

    /// <summary>What has happened, in one number: the same for the same seed.</summary>
    public string TraceHash => trace.Hash;

    public long Turns => pump.Turns;

    public long Writes => trace.Events;

    public TimeSpan Lived => clock.GetUtcNow() - Template.Made;

    /// <exception cref="BrokenInvariantException">Something did not hold.</exception>
    public static async Task<World> RunAsync(int seed, long turns)
    {
        var (start, _) = await Template.ForkAsync(TimeProvider.System);
        // From here on in one thread, and without an await: nothing but the seed decides.
        var world = new World(seed, start);
        world.Start();
        while (world.Turns < turns) world.Live(Math.Min(StretchTurns, turns - world.Turns));
        return world;
    }

    public void Dispose()
    {
        events?.Dispose();
        foreach (var slot in slots) slot.Process?.Dispose();
    }

    private void Start()
    {
        var starting = pump.RunAsync(() => plane.StartAsync());
        while (!starting.IsCompleted && pump.TakeTurn()) continue;
        starting.GetAwaiter().GetResult();
        foreach (var entry in store.ListAsync(new StoreRange("/registry/")).AsTask().Result.Entries) ledger.Load(entry);
        events = store.Watch("/registry/", store.CurrentRevision);
        witness.Start(pump, store.CurrentRevision);
        Rest();
    }

    /// <summary>One stretch of trouble, and the rest after it.</summary>
    private void Live(long turns)
    {
        mix = FaultMix.Draw(chance);
        var until = pump.Turns + turns;
        while (pump.Turns < until) Step();
        Rest();
    }

    private void Step()
    {
        var roll = chance.NextDouble();
        if (roll < 0.001) pump.Post(() => _ = work.DoAsync(mix));
        else if (roll < 0.002) Trouble();
        else if (roll < 0.01) clock.RingNext(clock.GetUtcNow() + TimeSpan.FromSeconds(1));
        else if (!pump.TakeTurn())
        {
            // Nothing to do: somebody finds something, or time passes.
            if (chance.NextDouble() < 0.1) pump.Post(() => _ = work.DoAsync(mix));
            else clock.RingNext(DateTimeOffset.MaxValue);
        }
        Restart();
        Observe();
    }

    private void Observe()
    {
        while (events!.TryRead(out var change))
        {
            trace.Add(change);
            ledger.Apply(change);
            var before = change.Previous is { } previous ? Ledger.Read(previous) : null;
            var after = change.Kind == StoreEventKind.Deleted ? null : Ledger.Read(change.Entry);
            var seen = Now();
            foreach (var invariant in invariants)
                if (invariant.Check(seen, before, after) is { } broken) throw Broken(invariant.Name, broken);
        }
        if (pump.Strays.Count > 0) throw Broken("EverythingIsInOneHand", $"work came from another thread:\n{pump.Strays[0]}");
        if (witness.Broken is { } wrong) throw Broken("WatchesTellOnce", wrong);
    }

    private Seen Now() => new(ledger, clock.GetUtcNow(), mix);

    private BrokenInvariantException Broken(string invariant, string what) => new($"""
        {invariant} is broken after {pump.Turns} turns, at revision {store.CurrentRevision} and {clock.GetUtcNow():O}: {what}
        What went wrong meanwhile: {mix}
        Replay: SIMULATION_SEED={seed} SIMULATION_STEPS={pump.Turns + StretchTurns} dotnet run --project tests/Simulation -- -class '*SimulationTests'
        Last writes:
        {string.Join('\n', trace.Last)}
        """);
}
