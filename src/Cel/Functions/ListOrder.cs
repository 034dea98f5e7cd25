namespace Timonier.Cel.Functions;

/// <summary>Lists in the order of keys of one comparable type.</summary>
internal static class ListOrder
{
    private static readonly CelValue Incomparable = CelValue.Error("list elements must be comparable");
    private static readonly CelValue Mixed = CelValue.Error("list elements must have the same type");

    /// <summary>A call, a new list, and every item compared with every other, texts by their letters.</summary>
    public static ulong Cost(CelList keys)
    {
        var pairs = (double)keys.Count * keys.Count;
        return 11 + (ulong)(pairs * Factor(keys.Count == 0 ? CelKind.Int : keys[0].Kind));
    }

    public static double Factor(CelKind kind) => kind is CelKind.String or CelKind.Bytes ? 2.1 : 2;

    public static CelValue Sort(CelList list, CelValue[] keys)
    {
        if (keys.Length == 0) return CelValue.Of(list);
        if (!IsComparable(keys[0])) return Incomparable;
        foreach (var key in keys)
            if (key.Kind != keys[0].Kind) return Mixed;
        var order = Enumerable.Range(0, keys.Length).OrderBy(i => keys[i], Comparer<CelValue>.Create((a, b) => Operators.Compare(a, b) is var order and not CelNumbers.Unordered ? order : 0));
        return CelValue.Of(CelList.Of([.. order.Select(i => list[i])]));
    }

    public static bool IsComparable(in CelValue value) =>
        value.Kind is CelKind.Bool or CelKind.Int or CelKind.Uint or CelKind.Double or CelKind.String or CelKind.Bytes or CelKind.Timestamp or CelKind.Duration;
}
