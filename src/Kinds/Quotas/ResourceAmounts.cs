using System.Diagnostics.CodeAnalysis;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Kinds.Quotas;

/// <summary>Amounts by the name of what is counted, for example <c>requests.cpu</c>; sorted by that name.</summary>
public sealed class ResourceAmounts
{
    private readonly SortedDictionary<string, Quantity> amounts = new(StringComparer.Ordinal);

    public IEnumerable<string> Names => amounts.Keys;
    public bool IsEmpty => amounts.Count == 0;

    /// <summary>Zero for what is not named.</summary>
    public Quantity this[string name]
    {
        get => amounts.GetValueOrDefault(name);
        set => amounts[name] = value;
    }

    public bool Has(string name) => amounts.ContainsKey(name);

    public bool TryGet(string name, [MaybeNullWhen(false)] out Quantity amount) => amounts.TryGetValue(name, out amount);

    /// <summary>A map of names to quantities, as the API writes it; what is no quantity is left out.</summary>
    public static ResourceAmounts Of(Node map)
    {
        var read = new ResourceAmounts();
        foreach (var member in map.Members)
            if (Quantity.TryParse(member.Value.AsText(), out var amount)) read[member.Name] = amount;
        return read;
    }

    public ResourceAmounts Plus(ResourceAmounts other) => Joined(other, static (left, right) => left + right);

    public ResourceAmounts Minus(ResourceAmounts other) => Joined(other, static (left, right) => left - right);

    /// <summary>Of every name the larger amount.</summary>
    public ResourceAmounts Largest(ResourceAmounts other)
    {
        var largest = Joined(other, static (left, _) => left);
        foreach (var (name, amount) in other.amounts)
            if (!amounts.TryGetValue(name, out var own) || amount > own) largest[name] = amount;
        return largest;
    }

    public ResourceAmounts Where(Func<string, Quantity, bool> wanted)
    {
        var chosen = new ResourceAmounts();
        foreach (var (name, amount) in amounts)
            if (wanted(name, amount)) chosen[name] = amount;
        return chosen;
    }

    public bool SameAs(ResourceAmounts other) => amounts.SequenceEqual(other.amounts);

    public DraftObject ToDraft()
    {
        var map = new DraftObject();
        foreach (var (name, amount) in amounts) map[name] = amount.ToString();
        return map;
    }

    /// <summary>As messages show it: <c>pods=1,requests.cpu=100m</c>.</summary>
    public override string ToString() => string.Join(',', amounts.Select(a => $"{a.Key}={a.Value}"));

    private ResourceAmounts Joined(ResourceAmounts other, Func<Quantity, Quantity, Quantity> join)
    {
        var joined = new ResourceAmounts();
        foreach (var (name, amount) in amounts) joined[name] = amount;
        foreach (var (name, amount) in other.amounts) joined[name] = join(joined[name], amount);
        return joined;
    }
}
