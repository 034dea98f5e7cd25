using System.Globalization;
using Timonier.Kernel;

namespace Timonier.Kinds;

/// <summary>Counts that may be said as a share of all: 3 or 25%.</summary>
public static partial class Validation
{
    internal static void Share(Place share)
    {
        if (share.Node.IsString) share.InvalidEach(Names.Percent(share.Text));
        else share.NotNegative();
    }

    internal static void NotMoreThanAll(Place share)
    {
        if (Percent(share) > 100) share.Invalid("must not be greater than 100%");
    }

    internal static bool IsNothing(Place share) => share.Node.IsString ? Percent(share) is null or 0 : share.Number == 0;

    private static long? Percent(Place share) =>
        share.Node.IsString && Names.Percent(share.Text).Length == 0 && long.TryParse(share.Text.AsSpan(..^1), CultureInfo.InvariantCulture, out var percent) ? percent : null;
}
