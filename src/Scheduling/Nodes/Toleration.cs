using System.Collections.Immutable;
using Timonier.Documents;

namespace Timonier.Scheduling.Nodes;

/// <summary>Which taints a pod puts up with.</summary>
public readonly record struct Toleration(string Key, string Value, string Effect, bool IsForAnyValue)
{
    public static ImmutableArray<Toleration> ListOf(Node list)
    {
        var all = ImmutableArray.CreateBuilder<Toleration>();
        foreach (var item in list.Items)
            all.Add(new Toleration(item["key"u8].AsString(), item["value"u8].AsString(), item["effect"u8].AsString(), item["operator"u8].TextEquals("Exists"u8)));
        return all.ToImmutable();
    }

    public bool Covers(Taint taint)
    {
        if (Effect.Length > 0 && Effect != taint.Effect) return false;
        if (Key.Length > 0 && Key != taint.Key) return false;
        return IsForAnyValue || (Key.Length > 0 && Value == taint.Value);
    }
}
