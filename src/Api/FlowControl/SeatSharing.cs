namespace Timonier.Api.FlowControl;

/// <summary>How the seats of the server are divided among its levels.</summary>
internal static class SeatSharing
{
    private const int Rounds = 60;

    /// <summary>The part that a level has by its shares, what it may lend of it and how much more it may borrow.</summary>
    public static SeatBounds Bounds(LevelSpec level, double allShares, int seats)
    {
        var nominal = allShares > 0 ? (int)Math.Ceiling(seats * level.Shares / allShares) : 0;
        var lent = Part(nominal, level.LendablePercent);
        var borrowed = level.BorrowingLimitPercent is { } percent ? Part(nominal, percent) : seats;
        return new SeatBounds(nominal, nominal - lent, nominal + borrowed);
    }

    /// <summary>
    /// Seats for everybody, between its bounds, in proportion to what it wants: there is one proportion with which the
    /// parts add up to the whole.
    /// </summary>
    public static (double[] Parts, double Proportion) Divide(IReadOnlyList<SeatWish> wishes, double whole)
    {
        if (wishes.Sum(w => w.Least) >= whole) return ([.. wishes.Select(w => w.Least)], 0);
        var (low, high) = (0.0, wishes.Where(w => w.Target > 0).Select(w => w.Most / w.Target).DefaultIfEmpty(0).Max());
        if (Sum(high) <= whole) return (Parts(high), high);
        for (var i = 0; i < Rounds; i++)
        {
            var middle = (low + high) / 2;
            if (Sum(middle) > whole) high = middle;
            else low = middle;
        }
        return (Parts(low), low);

        double Sum(double proportion) => wishes.Sum(w => w.At(proportion));
        double[] Parts(double proportion) => [.. wishes.Select(w => w.At(proportion))];
    }

    private static int Part(int seats, int percent) => (int)Math.Round(seats * percent / 100.0, MidpointRounding.AwayFromZero);
}

/// <param name="Nominal">By its shares alone.</param>
/// <param name="Lower">When it has lent all it may.</param>
/// <param name="Upper">When it has borrowed all it may.</param>
[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)]
internal readonly record struct SeatBounds(int Nominal, int Lower, int Upper);

/// <summary>What one level wants of the seats.</summary>
[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)]
internal readonly record struct SeatWish(double Least, double Most, double Target)
{
    public double At(double proportion) => Math.Min(Most, Math.Max(Least, proportion * Target));
}
