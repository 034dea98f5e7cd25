using Timonier.Simulation.Tests.Worlds;
using Timonier.Testing.Turns;

namespace Timonier.Simulation.Tests.Faults;

/// <summary>What may go wrong at present; whoever asks whether it does is counted and written down.</summary>
internal sealed class Weather(VirtualClock clock, Trace trace, Tally tally)
{
    public FaultMix Mix { get; set; } = FaultMix.None;

    public VirtualClock Clock => clock;

    public Trace Trace => trace;

    /// <summary>Draws whether it goes wrong this time.</summary>
    public bool Strikes(Fault fault, double likely, Random chance)
    {
        var strikes = chance.NextDouble() < likely;
        if (strikes) Struck(fault);
        return strikes;
    }

    public void Struck(Fault fault)
    {
        tally.Count(fault);
        trace.Note($"{fault}");
    }
}
