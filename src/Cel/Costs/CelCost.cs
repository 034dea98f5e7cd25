using System.Runtime.InteropServices;

namespace Timonier.Cel;

/// <summary>From the least to the most that something may cost or hold; sums and products stop at the largest number.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct CelCost(ulong Least, ulong Most)
{
    internal static readonly CelCost Zero = new(0, 0);
    internal static readonly CelCost One = new(1, 1);

    /// <summary>What is known of a size when nothing is.</summary>
    internal static readonly CelCost Unknown = new(0, ulong.MaxValue);

    internal static CelCost Exactly(ulong amount) => new(amount, amount);

    internal CelCost Union(CelCost other) => new(Math.Min(Least, other.Least), Math.Max(Most, other.Most));

    internal CelCost Times(double factor) => new(Scale(Least, factor), Scale(Most, factor));

    public static CelCost operator +(CelCost left, CelCost right) => new(Sum(left.Least, right.Least), Sum(left.Most, right.Most));

    public static CelCost operator *(CelCost left, CelCost right) => new(Product(left.Least, right.Least), Product(left.Most, right.Most));

    private static ulong Sum(ulong left, ulong right) => left > ulong.MaxValue - right ? ulong.MaxValue : left + right;

    private static ulong Product(ulong left, ulong right) => left != 0 && right > ulong.MaxValue / left ? ulong.MaxValue : left * right;

    internal static ulong Scale(ulong amount, double factor)
    {
        var scaled = Math.Ceiling(amount * factor);
        return scaled >= ulong.MaxValue ? ulong.MaxValue : (ulong)scaled;
    }
}
