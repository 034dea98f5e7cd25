using Microsoft.Extensions.Logging.Abstractions;
using Timonier.Contracts.Cluster;
using Timonier.Node.Simulated;
using Timonier.Simulation.Tests.Faults;

namespace Timonier.Simulation.Tests.Worlds;

internal sealed partial class World
{
    private const int NodeCount = 3;
    private static readonly TimeSpan LongestDown = TimeSpan.FromSeconds(20);
    private readonly IReadOnlyList<Slot> slots;
    private DateTimeOffset serverDownUntil;
    private Server? server;

    /// <summary>Where one process after the other has its life.</summary>
    /// <param name="name">What runs there.</param>
    /// <param name="mayCrash">Whether it ends at requests; what ends with the server alone does not.</param>
    /// <param name="asSecond">Whose second process it is, where two may lead; null for a first.</param>
    /// <param name="run">Its life.</param>
    private sealed class Slot(string name, bool mayCrash, Fault? asSecond, Func<ControlPlaneCall, Task> run)
    {
        public string Name => name;
        public bool MayCrash => mayCrash;
        public Fault? AsSecond => asSecond;
        public Func<ControlPlaneCall, Task> Run => run;
        public Process? Process { get; set; }
        public DateTimeOffset DownUntil { get; set; }
    }

    private sealed record ControlPlaneCall(Testing.Parts.ControlPlane Plane, IClusterClientFactory Clients, CancellationToken Stop);

    private IReadOnlyList<Slot> Slots() =>
    [
        new Slot("controllers", true, null, c => c.Plane.RunControllersAsync(c.Clients, "", c.Stop)),
        new Slot("controllers", true, Fault.SecondControllers, c => c.Plane.RunControllersAsync(c.Clients, "", c.Stop)),
        new Slot("scheduler", true, null, c => c.Plane.RunSchedulerAsync(c.Clients, "", c.Stop)),
        new Slot("scheduler", true, Fault.SecondScheduler, c => c.Plane.RunSchedulerAsync(c.Clients, "", c.Stop)),
        new Slot("nodes", false, null, c => new SimulatedNodes(new SimulatedNodesConfig { Count = NodeCount, NamePrefix = "node-" }, c.Clients, clock, ids, NullLoggerFactory.Instance).RunAsync(c.Stop)),
    ];

    /// <summary>Who is down comes back after a while; the second ones only where two may lead.</summary>
    private void Restart()
    {
        if (server is null)
        {
            if (clock.GetUtcNow() < serverDownUntil) return;
            StartServer();
            if (server is null) return;
        }
        foreach (var slot in slots)
        {
            if (slot.Process is { IsDead: false } alive)
            {
                if (alive.Failure is { } failure) throw Broken("ProcessesGoOn", $"{slot.Name} ended: {failure}");
                continue;
            }
            if (slot.AsSecond is not null && !weather.Mix.TwoLeaders) continue;
            if (slot.Process is not null)
            {
                slot.Process = null;
                slot.DownUntil = clock.GetUtcNow() + (LongestDown * chance.NextDouble());
            }
            if (clock.GetUtcNow() >= slot.DownUntil) Start(slot, server);
        }
    }

    private void Start(Slot slot, Server on)
    {
        if (slot.AsSecond is { } fault) weather.Struck(fault);
        slot.Process = new Process(slot.Name, slot.MayCrash, pump, new Random(chance.Next()), weather, on.Plane.Api);
        slot.Process.Start((clients, stop) => slot.Run(new ControlPlaneCall(on.Plane, clients, stop)));
    }

    private void StartServer()
    {
        var started = new Server(store, pump, new Random(chance.Next()), weather, ids);
        var starting = pump.RunAsync(() => started.Plane.StartAsync());
        while (!starting.IsCompleted)
            if (!pump.TakeTurn()) clock.RingNext(DateTimeOffset.MaxValue);
        // A server that cannot reach its store ends, and is begun again.
        if (starting.IsFaulted && weather.Mix.FailStore > 0)
        {
            started.End();
            serverDownUntil = clock.GetUtcNow() + (LongestDown * chance.NextDouble());
            return;
        }
        starting.GetAwaiter().GetResult();
        server = started;
    }

    /// <summary>The machine of the server stops, with all that runs there: nothing but what is in the store is left.</summary>
    private void LoseServer()
    {
        weather.Struck(Fault.ServerLoss);
        server?.End();
        server = null;
        foreach (var slot in slots) slot.Process?.Crash();
        serverDownUntil = clock.GetUtcNow() + (LongestDown * chance.NextDouble());
    }
}
