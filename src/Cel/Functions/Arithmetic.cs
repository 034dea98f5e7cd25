namespace Timonier.Cel.Functions;

/// <summary>The four operations and the remainder, each telling of overflow instead of wrapping around.</summary>
internal static class Arithmetic
{
    private static readonly CelValue DivisionByZero = CelValue.Error("division by zero");
    private static readonly CelValue ModulusByZero = CelValue.Error("modulus by zero");
    private static readonly CelValue DurationOverflow = CelValue.Error("duration overflow");

    public static CelValue Span(Int128 nanoseconds) =>
        nanoseconds < long.MinValue || nanoseconds > long.MaxValue ? DurationOverflow : CelValue.Duration((long)nanoseconds);

    public static CelValue Add(in CelValue left, in CelValue right)
    {
        switch (left.Kind)
        {
            case CelKind.Int:
                var (a, b) = (left.AsInt(), right.AsInt());
                var sum = unchecked(a + b);
                return ((a ^ sum) & (b ^ sum)) < 0 ? CelNumbers.IntOverflow : CelValue.Of(sum);
            case CelKind.Uint:
                var unsigned = unchecked(left.AsUint() + right.AsUint());
                return unsigned < left.AsUint() ? CelNumbers.UintOverflow : CelValue.Of(unsigned);
            default:
                return CelValue.Of(left.AsDouble() + right.AsDouble());
        }
    }

    public static CelValue Subtract(in CelValue left, in CelValue right)
    {
        switch (left.Kind)
        {
            case CelKind.Int:
                var (a, b) = (left.AsInt(), right.AsInt());
                var difference = unchecked(a - b);
                return ((a ^ b) & (a ^ difference)) < 0 ? CelNumbers.IntOverflow : CelValue.Of(difference);
            case CelKind.Uint:
                return right.AsUint() > left.AsUint() ? CelNumbers.UintOverflow : CelValue.Of(left.AsUint() - right.AsUint());
            default:
                return CelValue.Of(left.AsDouble() - right.AsDouble());
        }
    }

    public static CelValue Multiply(in CelValue left, in CelValue right)
    {
        switch (left.Kind)
        {
            case CelKind.Int:
                var product = (Int128)left.AsInt() * right.AsInt();
                return product < long.MinValue || product > long.MaxValue ? CelNumbers.IntOverflow : CelValue.Of((long)product);
            case CelKind.Uint:
                var unsigned = (UInt128)left.AsUint() * right.AsUint();
                return unsigned > ulong.MaxValue ? CelNumbers.UintOverflow : CelValue.Of((ulong)unsigned);
            default:
                return CelValue.Of(left.AsDouble() * right.AsDouble());
        }
    }

    public static CelValue Divide(in CelValue left, in CelValue right)
    {
        switch (left.Kind)
        {
            case CelKind.Int:
                if (right.AsInt() == 0) return DivisionByZero;
                return left.AsInt() == long.MinValue && right.AsInt() == -1 ? CelNumbers.IntOverflow : CelValue.Of(left.AsInt() / right.AsInt());
            case CelKind.Uint:
                return right.AsUint() == 0 ? DivisionByZero : CelValue.Of(left.AsUint() / right.AsUint());
            default:
                return CelValue.Of(left.AsDouble() / right.AsDouble());
        }
    }

    public static CelValue Modulo(in CelValue left, in CelValue right)
    {
        if (left.Kind == CelKind.Uint) return right.AsUint() == 0 ? ModulusByZero : CelValue.Of(left.AsUint() % right.AsUint());
        if (right.AsInt() == 0) return ModulusByZero;
        return left.AsInt() == long.MinValue && right.AsInt() == -1 ? CelNumbers.IntOverflow : CelValue.Of(left.AsInt() % right.AsInt());
    }
}
