using Timonier.Contracts.Cluster;
using Timonier.Kernel;
using Timonier.Simulation.Tests.Worlds;
using Timonier.Store.Embedded;
using Timonier.Testing.Parts;
using Timonier.Testing.Turns;

namespace Timonier.Simulation.Tests.Faults;

/// <summary>One life of the API server over a store that outlives it.</summary>
internal sealed class Server : IDisposable
{
    private readonly Pump pump;
    private readonly UnsteadyStore store;
    private readonly CancellationTokenSource end = new();

    public Server(MemoryStore store, Pump pump, Random chance, Weather weather, IIdSource ids)
    {
        this.pump = pump;
        this.store = new UnsteadyStore(store, chance, weather);
        Plane = new ControlPlane(new PlaneParts(this.store, weather.Clock, ids) { RootCaPem = "simulated" });
        People = Plane.Api.For(Administrator.User);
    }

    public ControlPlane Plane { get; }

    /// <summary>How people reach it; troubles on the way are theirs alone, so there are none.</summary>
    public IClusterClient People { get; }

    /// <summary>Ends with it.</summary>
    public CancellationToken Ended => end.Token;

    public void End()
    {
        store.IsCutOff = true;
        pump.Post(end.Cancel);
    }

    public void Dispose() => end.Dispose();
}
