using Timonier.Documents;
using Timonier.Simulation.Tests.Faults;
using Timonier.Simulation.Tests.Worlds;

namespace Timonier.Simulation.Tests.Invariants;

/// <summary>Something that must hold whatever goes wrong.</summary>
internal abstract class Invariant
{
    public string Name => GetType().Name;

    /// <summary>After each write, when the ledger has it; answers what is broken, or null.</summary>
    /// <param name="seen">What stands where, and what goes wrong at present.</param>
    /// <param name="before">The object before the write; null when it was made.</param>
    /// <param name="after">The object after it; null when it is gone.</param>
    public virtual string? Check(Seen seen, Document? before, Document? after) => null;

    /// <summary>When everything has been well for a while and nothing more happens; answers what is not as it should be by now.</summary>
    public virtual string? CheckAtRest(Seen seen) => null;

    /// <summary>Everything was at rest: what was allowed before for want of news no longer is.</summary>
    public virtual void Rested(Seen seen) { }
}

/// <param name="Ledger">What stands in the store.</param>
/// <param name="Now">By the cluster's clock.</param>
/// <param name="Mix">What went wrong since the last rest; when it has stopped, what it did is not over yet.</param>
internal sealed record Seen(Ledger Ledger, DateTimeOffset Now, FaultMix Mix);
