namespace Timonier.Cel;

public readonly partial struct CelValue
{
    // Containers that hold each other many times over are small to make and endless to walk.
    private const int MostComparisons = 5_000_000;

    /// <summary>Equality across kinds: numbers by amount, containers by content, all else false.</summary>
    internal static bool AreEqual(in CelValue left, in CelValue right)
    {
        var comparisons = MostComparisons;
        return AreEqual(left, right, ref comparisons);
    }

    private static bool AreEqual(in CelValue left, in CelValue right, ref int comparisons)
    {
        if (--comparisons < 0) return false;
        if (left.Kind != right.Kind) return left.IsNumber && right.IsNumber && CelNumbers.Compare(left, right) == 0;
        return left.Kind switch
        {
            CelKind.Bool or CelKind.Int or CelKind.Uint or CelKind.Duration => left.number == right.number,
            CelKind.Double => left.AsDouble() == right.AsDouble(),
            CelKind.Timestamp => left.number == right.number && left.extra == right.extra,
            CelKind.String => string.Equals(left.AsString(), right.AsString(), StringComparison.Ordinal),
            CelKind.Bytes => left.AsBytes().AsSpan().SequenceEqual(right.AsBytes()),
            CelKind.List => AreEqual(left.AsList(), right.AsList(), ref comparisons),
            CelKind.Map => AreEqual(left.AsMap(), right.AsMap(), ref comparisons),
            CelKind.Type => left.AsType().Name == right.AsType().Name,
            CelKind.Optional => AreOptionalsEqual(left, right, ref comparisons),
            CelKind.Opaque => left.AsOpaque().Equals(right.AsOpaque()),
            CelKind.Error => left.AsError().Equals(right.AsError()),
            _ => true,
        };
    }

    private static bool AreOptionalsEqual(in CelValue left, in CelValue right, ref int comparisons)
    {
        var isLeft = left.TryGetOptional(out var leftValue);
        var isRight = right.TryGetOptional(out var rightValue);
        return isLeft == isRight && (!isLeft || AreEqual(leftValue, rightValue, ref comparisons));
    }

    private static bool AreEqual(CelList left, CelList right, ref int comparisons)
    {
        if (ReferenceEquals(left, right)) return true;
        if (left.Count != right.Count) return false;
        var kind = left.Kind != CelListKind.Atomic ? left.Kind : right.Kind;
        if (kind != CelListKind.Atomic) return KeyedLists.AreEqual(left, right, kind);
        for (var i = 0; i < left.Count; i++)
            if (!AreEqual(left[i], right[i], ref comparisons)) return false;
        return true;
    }

    private static bool AreEqual(CelMap left, CelMap right, ref int comparisons)
    {
        if (ReferenceEquals(left, right)) return true;
        if (left.Count != right.Count || left is CelMessage != right is CelMessage) return false;
        foreach (var key in left.Keys)
            if (!left.TryFind(key, out var mine) || !right.TryFind(key, out var other) || !AreEqual(mine, other, ref comparisons)) return false;
        return true;
    }
}
