using System.Collections.Immutable;
using System.Globalization;
using Timonier.Documents;

namespace Timonier.Scheduling.Nodes;

/// <summary>Which taints a pod puts up with.</summary>
public readonly record struct Toleration(string Key, string Operator, string Value, string Effect)
{
    public static ImmutableArray<Toleration> ListOf(Node list)
    {
        if (list.Count == 0) return [];
        var all = ImmutableArray.CreateBuilder<Toleration>();
        foreach (var item in list.Items)
            all.Add(new Toleration(item["key"u8].AsString(), item["operator"u8].AsString(), item["value"u8].AsString(), item["effect"u8].AsString()));
        return all.ToImmutable();
    }

    public bool Covers(Taint taint)
    {
        if (Effect.Length > 0 && Effect != taint.Effect) return false;
        if (Key.Length > 0 && Key != taint.Key) return false;
        return Operator switch
        {
            "Exists" => true,
            "Gt" => Compared(taint) is > 0,
            "Lt" => Compared(taint) is < 0,
            _ => Key.Length > 0 && Value == taint.Value,
        };
    }

    /// <summary>The taint's number against the tolerated one; null when one of them is no number.</summary>
    private int? Compared(Taint taint) =>
        long.TryParse(taint.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var there)
        && long.TryParse(Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var bound) ? there.CompareTo(bound) : null;
}
