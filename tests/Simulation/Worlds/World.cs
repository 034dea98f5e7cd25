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
    private const int StretchTurns = 2000;

    // At every turn: that somebody does something, that something goes wrong by itself, that time passes while work waits.
    private const double WorkRate = 0.006;
    private const double TroubleRate = 0.005;
    private const double HurryRate = 0.009;

    private readonly long seed;
    private readonly Random chance;
    private readonly Pump pump;
    private readonly VirtualClock clock;
    private readonly MemoryStore store;
    private readonly IIdSource ids;
    private readonly Weather weather;
    private readonly Workload work;
    private readonly WatchWitness witness;
    private readonly Ledger ledger = new();
    private readonly Trace trace;
    private readonly IReadOnlyList<Invariant> invariants =
    [
        new SurgeIsKept(), new AvailabilityIsKept(), new NoSparePods(), new JobsEndOnce(), new CronJobsStartOnce(), new ForbiddenRunsWait(), new StatefulOrderIsKept(), new QuotaIsKept(),
        new PodsAreBoundOnce(), new BudgetsAreKept(), new NoOrphans(), new NamespacesEmpty(), new DeletionsEnd(), new WorkloadsConverge(),
    ];
    private IStoreWatch? events;
    private FaultMix stretch = FaultMix.None;
    private long stretches;
    private double haste;

    private World(int seed, MemoryStore start, TextWriter journal)
    {
        this.seed = seed;
        stretches = seed * 5L;
        chance = new Random(seed);
        pump = new Pump(new Random(chance.Next()), byHand: true);
        clock = new VirtualClock(pump, Template.Made);
        trace = new Trace(() => pump.Turns, journal);
        weather = new Weather(clock, trace, Tally);
        store = start.Fork(clock);
        ids = new RandomIdSource(new Random(chance.Next()));
        work = new Workload(() => server, new Random(chance.Next()), ledger, Tally);
        witness = new WatchWitness(() => server, new Random(chance.Next()), clock);
        slots = Slots();
    }

    /// <summary>What has gone wrong and what was done, and how often.</summary>
    public Tally Tally { get; } = new();

    /// <summary>What has happened, in one number: the same for the same seed.</summary>
    public string TraceHash => trace.Hash;

    public long Turns => pump.Turns;

    public long Writes => trace.Events;

    public TimeSpan Lived => clock.GetUtcNow() - Template.Made;

    /// <exception cref="BrokenInvariantException">Something did not hold.</exception>
    /// <param name="seed">Decides all.</param>
    /// <param name="turns">How many, and then those of the last rest.</param>
    /// <param name="journal">Is told everything; none: nobody is.</param>
    public static async Task<World> RunAsync(int seed, long turns, TextWriter? journal = null)
    {
        var (start, _) = await Template.ForkAsync(TimeProvider.System);
        // From here on in one thread, and without an await: nothing but the seed decides.
        var world = new World(seed, start, journal ?? TextWriter.Null);
        world.Start();
        while (world.Turns < turns) world.Live(Math.Min(StretchTurns, turns - world.Turns));
        return world;
    }

    public void Dispose()
    {
        events?.Dispose();
        server?.Dispose();
        foreach (var slot in slots) slot.Process?.Dispose();
    }

    private void Start()
    {
        StartServer();
        foreach (var entry in store.ListAsync(new StoreRange("/registry/")).AsTask().Result.Entries) ledger.Put(entry.Key, Ledger.Read(entry));
        events = store.Watch("/registry/", store.CurrentRevision);
        witness.Start(pump, store.CurrentRevision);
        Rest();
    }

    /// <summary>One stretch of trouble, and the rest after it.</summary>
    private void Live(long turns)
    {
        stretch = weather.Mix = FaultMix.Draw(chance, stretches++);
        // From a busy day to a quiet night: how often somebody does something when all stands still, rather than time passing.
        haste = Math.Pow(10, -0.5 - (2 * chance.NextDouble()));
        var until = pump.Turns + turns;
        while (pump.Turns < until) Step();
        Rest();
    }

    private void Step()
    {
        var roll = chance.NextDouble();
        if (roll < WorkRate) pump.Post(() => _ = work.DoAsync());
        else if (roll < WorkRate + TroubleRate) Trouble();
        else if (roll < WorkRate + TroubleRate + HurryRate) clock.RingNext(clock.GetUtcNow() + TimeSpan.FromSeconds(1));
        else if (!pump.TakeTurn())
        {
            // Nothing to do: somebody finds something, or time passes.
            if (chance.NextDouble() < haste) pump.Post(() => _ = work.DoAsync());
            else clock.RingNext(DateTimeOffset.MaxValue);
        }
        Restart();
        Observe();
    }

    private void Observe()
    {
        while (events!.TryRead(out var change))
        {
            var before = change.Previous is { } previous ? Ledger.Read(previous) : null;
            var after = change.Kind == StoreEventKind.Deleted ? null : Ledger.Read(change.Entry);
            trace.Add(change, after ?? before!);
            if (after is null) ledger.Remove(change.Entry.Key);
            else ledger.Put(change.Entry.Key, after);
            var seen = Now();
            foreach (var invariant in invariants)
                if (invariant.Check(seen, before, after) is { } broken) throw Broken(invariant.Name, broken);
        }
        if (pump.Strays.Count > 0) throw Broken("EverythingIsInOneHand", $"work came from another thread:\n{pump.Strays[0]}");
        if (witness.Broken is { } wrong) throw Broken("WatchesTellOnce", wrong);
    }

    private Seen Now() => new(ledger, clock.GetUtcNow(), stretch);

    private BrokenInvariantException Broken(string invariant, string what) => new($"""
        {invariant} is broken after {pump.Turns} turns, at revision {store.CurrentRevision} and {clock.GetUtcNow():O}: {what}
        What went wrong meanwhile: {stretch}
        Replay: SIMULATION_SEED={seed} SIMULATION_STEPS={pump.Turns + StretchTurns} dotnet run --project tests/Simulation -- -class '*SimulationTests'
        Last writes:
        {string.Join('\n', trace.Last)}
        """);
}
