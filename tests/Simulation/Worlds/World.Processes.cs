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
    private SimulatedNodes? nodes;

    /// <summary>Where one process after the other has its life.</summary>
    private sealed class Slot(string name, bool isSecond, bool mayCrash, Func<IClusterClientFactory, CancellationToken, Task> run)
    {
        public string Name => name;
        public bool IsSecond => isSecond;
        public bool MayCrash => mayCrash;
        public Func<IClusterClientFactory, CancellationToken, Task> Run => run;
        public Process? Process { get; set; }
        public DateTimeOffset DownUntil { get; set; }
    }

    private IReadOnlyList<Slot> Slots() =>
    [
        new Slot("controllers", false, true, (clients, stop) => plane.RunControllersAsync(clients, "", stop)),
        new Slot("controllers", true, true, (clients, stop) => plane.RunControllersAsync(clients, "", stop)),
        new Slot("scheduler", false, true, (clients, stop) => plane.RunSchedulerAsync(clients, "", stop)),
        new Slot("scheduler", true, true, (clients, stop) => plane.RunSchedulerAsync(clients, "", stop)),
        new Slot("nodes", false, false, (clients, stop) =>
        {
            nodes = new SimulatedNodes(new SimulatedNodesConfig { Count = NodeCount, NamePrefix = "node-" }, clients, clock, ids, NullLoggerFactory.Instance);
            return nodes.RunAsync(stop);
        }),
    ];

    /// <summary>Who is down comes back after a while; the second ones only where two may lead.</summary>
    private void Restart()
    {
        foreach (var slot in slots)
        {
            if (slot.Process is { IsDead: false } alive)
            {
                if (alive.Failure is { } failure) throw Broken("ProcessesGoOn", $"{slot.Name} ended: {failure}");
                continue;
            }
            if (slot.IsSecond && !mix.TwoLeaders) continue;
            if (slot.Process is not null)
            {
                slot.Process = null;
                slot.DownUntil = clock.GetUtcNow() + (LongestDown * chance.NextDouble());
            }
            if (clock.GetUtcNow() < slot.DownUntil) continue;
            slot.Process = new Process(slot.Name, new Random(chance.Next()), clock, slot.MayCrash ? () => mix : () => mix with { Crash = 0 }, plane.Api);
            slot.Process.Start(pump, slot.Run);
        }
    }

    /// <summary>Something goes wrong that does not go wrong by itself.</summary>
    private void Trouble()
    {
        switch (chance.Next(3))
        {
            case 0 when mix.NodeLoss && nodes is not null:
                var node = nodes.All.ElementAt(chance.Next(NodeCount));
                var failure = chance.Next(3) switch { 0 => NodeFailure.Unreachable, 1 => NodeFailure.Off, _ => NodeFailure.None };
                pump.Post(() => node.Play(failure));
                break;
            case 1 when mix.ClockJumps:
                clock.JumpTo(clock.GetUtcNow() + TimeSpan.FromSeconds(60 * chance.NextDouble()));
                break;
            default:
                break;
        }
    }

    /// <summary>Nothing goes wrong any more, and everybody who should be there is.</summary>
    private void Heal()
    {
        mix = FaultMix.None;
        foreach (var slot in slots)
        {
            if (slot.IsSecond) slot.Process?.Crash();
            slot.DownUntil = default;
        }
        if (nodes is not null)
            foreach (var node in nodes.All) pump.Post(() => node.Play(NodeFailure.None));
    }
}
