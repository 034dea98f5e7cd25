using System.Numerics;

namespace Timonier.Kernel;

/// <summary>
/// An exact amount of a resource, down to a billionth; smaller parts are rounded up, away from zero,
/// so that whoever asks for a little gets something. Compared by amount, not by notation.
/// </summary>
public readonly partial struct Quantity : IEquatable<Quantity>, IComparable<Quantity>
{
    // Everything the notation can say is a whole number of billionths.
    private static readonly BigInteger One = BigInteger.Pow(10, 9);
    private static readonly BigInteger BinaryLimit = long.MaxValue * One;
    private readonly BigInteger nano;

    private Quantity(BigInteger nano, QuantityFormat format)
    {
        this.nano = nano;
        Format = format;
    }

    public static Quantity Zero => default;

    public QuantityFormat Format { get; }

    public bool IsZero => nano.IsZero;
    public int Sign => nano.Sign;

    /// <summary>In whole units, rounded away from zero; held at the limits of a long.</summary>
    public long Value => Scaled(9);

    /// <summary>In thousandths, rounded away from zero; held at the limits of a long.</summary>
    public long MilliValue => Scaled(6);

    public double ToDouble() => (double)nano / 1e9;

    public static Quantity Of(long value, QuantityFormat format = QuantityFormat.DecimalSI) => new(value * One, format);

    public static Quantity OfMilli(long milli, QuantityFormat format = QuantityFormat.DecimalSI) =>
        new(milli * BigInteger.Pow(10, 6), format);

    /// <summary>Keeps the notation of the left side, unless that is zero.</summary>
    public static Quantity operator +(Quantity left, Quantity right) =>
        new(left.nano + right.nano, left.IsZero ? right.Format : left.Format);

    public static Quantity operator -(Quantity left, Quantity right) =>
        new(left.nano - right.nano, left.IsZero ? right.Format : left.Format);

    public static Quantity operator -(Quantity value) => new(-value.nano, value.Format);

    public static bool operator ==(Quantity left, Quantity right) => left.Equals(right);
    public static bool operator !=(Quantity left, Quantity right) => !left.Equals(right);
    public static bool operator <(Quantity left, Quantity right) => left.nano < right.nano;
    public static bool operator >(Quantity left, Quantity right) => left.nano > right.nano;
    public static bool operator <=(Quantity left, Quantity right) => left.nano <= right.nano;
    public static bool operator >=(Quantity left, Quantity right) => left.nano >= right.nano;

    public bool Equals(Quantity other) => nano == other.nano;
    public override bool Equals(object? obj) => obj is Quantity other && Equals(other);
    public override int GetHashCode() => nano.GetHashCode();
    public int CompareTo(Quantity other) => nano.CompareTo(other.nano);

    private long Scaled(int digits)
    {
        var scaled = DivideUp(nano, BigInteger.Pow(10, digits));
        if (scaled > long.MaxValue) return long.MaxValue;
        return scaled < long.MinValue ? long.MinValue : (long)scaled;
    }

    private static BigInteger DivideUp(BigInteger value, BigInteger divisor)
    {
        var whole = BigInteger.DivRem(value, divisor, out var rest);
        return rest.IsZero ? whole : whole + value.Sign;
    }
}
