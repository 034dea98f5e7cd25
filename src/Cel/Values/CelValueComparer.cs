namespace Timonier.Cel;

/// <summary>Equality of the expression language for sets and dictionaries; equal numbers hash alike whatever their kind.</summary>
public sealed class CelValueComparer : IEqualityComparer<CelValue>
{
    public static readonly CelValueComparer Instance = new();

    public bool Equals(CelValue x, CelValue y) => CelValue.AreEqual(x, y);

    public int GetHashCode(CelValue obj) => obj.Kind switch
    {
        CelKind.Bool or CelKind.Duration => obj.AsInt().GetHashCode() ^ (int)obj.Kind,
        CelKind.Int => ((double)obj.AsInt()).GetHashCode(),
        CelKind.Uint => ((double)obj.AsUint()).GetHashCode(),
        CelKind.Double => obj.AsDouble().GetHashCode(),
        CelKind.String => string.GetHashCode(obj.AsString(), StringComparison.Ordinal),
        CelKind.Timestamp => HashCode.Combine(obj.Seconds, obj.Nanoseconds),
        CelKind.List => obj.AsList().Count + 31,
        CelKind.Map => obj.AsMap().Count + 37,
        CelKind.Opaque => obj.AsOpaque().GetHashCode(),
        _ => (int)obj.Kind,
    };
}
