namespace Timonier.Cel;

public readonly partial struct CelValue
{
    /// <summary>Equality across kinds: numbers by amount, containers by content, all else false.</summary>
    internal static bool AreEqual(in CelValue left, in CelValue right)
    {
        if (left.Kind != right.Kind) return left.IsNumber && right.IsNumber && CelNumbers.Compare(left, right) == 0;
        return left.Kind switch
        {
            CelKind.Bool or CelKind.Int or CelKind.Uint or CelKind.Duration => left.number == right.number,
            CelKind.Double => left.AsDouble() == right.AsDouble(),
            CelKind.Timestamp => left.number == right.number && left.extra == right.extra,
            CelKind.String => string.Equals(left.AsString(), right.AsString(), StringComparison.Ordinal),
            CelKind.Bytes => left.AsBytes().AsSpan().SequenceEqual(right.AsBytes()),
            CelKind.List => AreEqual(left.AsList(), right.AsList()),
            CelKind.Map => AreEqual(left.AsMap(), right.AsMap()),
            CelKind.Type => left.AsType().Name == right.AsType().Name,
            CelKind.Optional => AreOptionalsEqual(left, right),
            CelKind.Opaque => left.AsOpaque().Equals(right.AsOpaque()),
            CelKind.Error => left.AsError().Equals(right.AsError()),
            _ => true,
        };
    }

    private static bool AreOptionalsEqual(in CelValue left, in CelValue right)
    {
        var isLeft = left.TryGetOptional(out var leftValue);
        var isRight = right.TryGetOptional(out var rightValue);
        return isLeft == isRight && (!isLeft || AreEqual(leftValue, rightValue));
    }

    private static bool AreEqual(CelList left, CelList right)
    {
        if (ReferenceEquals(left, right)) return true;
        if (left.Count != right.Count) return false;
        var kind = left.Kind != CelListKind.Atomic ? left.Kind : right.Kind;
        if (kind != CelListKind.Atomic) return KeyedLists.AreEqual(left, right, kind);
        for (var i = 0; i < left.Count; i++)
            if (!AreEqual(left[i], right[i])) return false;
        return true;
    }

    private static bool AreEqual(CelMap left, CelMap right)
    {
        if (ReferenceEquals(left, right)) return true;
        if (left.Count != right.Count || left is CelMessage != right is CelMessage) return false;
        foreach (var key in left.Keys)
            if (!left.TryFind(key, out var mine) || !right.TryFind(key, out var other) || !AreEqual(mine, other)) return false;
        return true;
    }
}
