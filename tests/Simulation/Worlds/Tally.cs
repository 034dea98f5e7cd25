using Timonier.Simulation.Tests.Faults;
using Timonier.Simulation.Tests.Work;

namespace Timonier.Simulation.Tests.Worlds;

/// <summary>How often each fault has struck, and how often each kind of work was asked for and done.</summary>
internal sealed class Tally
{
    private readonly long[] faults = new long[Enum.GetValues<Fault>().Length];
    private readonly long[] deeds = new long[Enum.GetValues<Deed>().Length];

    /// <summary>What has not come yet.</summary>
    public IEnumerable<string> Missing => Counts().Where(c => c.Times == 0).Select(c => c.What);

    public void Count(Fault fault) => faults[(int)fault]++;

    public void Count(Deed deed) => deeds[(int)deed]++;

    public void Add(Tally other)
    {
        for (var i = 0; i < faults.Length; i++) faults[i] += other.faults[i];
        for (var i = 0; i < deeds.Length; i++) deeds[i] += other.deeds[i];
    }

    public override string ToString() => string.Join(", ", Counts().Select(c => $"{c.What} {c.Times}"));

    private IEnumerable<(string What, long Times)> Counts() =>
        Enum.GetValues<Fault>().Select(f => (f.ToString(), faults[(int)f])).Concat(Enum.GetValues<Deed>().Select(d => (d.ToString(), deeds[(int)d])));
}
