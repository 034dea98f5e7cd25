using Timonier.Documents;
using Timonier.Simulation.Tests.Faults;
using Timonier.Simulation.Tests.Worlds;

namespace Timonier.Simulation.Tests.Invariants;

/// <summary>Writes that a test makes up, one after the other, in one namespace; an invariant says after each of them what is broken.</summary>
internal sealed class History(Invariant invariant)
{
    private readonly Ledger ledger = new();
    private readonly Dictionary<string, Document> present = new(StringComparer.Ordinal);

    public FaultMix Mix { get; init; } = FaultMix.None;

    public DateTimeOffset Now { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private Seen Seen => new(ledger, Now, Mix);

    /// <summary>Makes an object, or puts this in its place.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="name">Its name, which is its uid as well.</param>
    /// <param name="rest">The members beside kind and metadata, in JSON.</param>
    /// <param name="owner">Whose it is.</param>
    /// <param name="meta">Further members of its metadata, in JSON, each after a comma.</param>
    public string? Write(string kind, string name, string rest = "", string owner = "", string meta = "")
    {
        var owners = owner.Length == 0 ? "" : $$$""","ownerReferences":[{"uid":"{{{owner}}}","controller":true}]""";
        var after = Document.Parse($$$"""{"kind":"{{{kind}}}","metadata":{"name":"{{{name}}}","namespace":"n","uid":"{{{name}}}"{{{owners}}}{{{meta}}}}{{{(rest.Length == 0 ? "" : "," + rest)}}}}""");
        var before = present.GetValueOrDefault(name);
        present[name] = after;
        ledger.Put(name, after);
        return invariant.Check(Seen, before, after);
    }

    public string? Delete(string name)
    {
        var before = present[name];
        present.Remove(name);
        ledger.Remove(name);
        return invariant.Check(Seen, before, null);
    }

    public string? Rest() => invariant.CheckAtRest(Seen);
}
