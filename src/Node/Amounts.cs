namespace Timonier.Node;

/// <summary>Quantities read from a document; missing and unreadable ones are zero, validation has spoken before.</summary>
internal static class Amounts
{
    public static Quantity Of(Place place) => Quantity.TryParse(place.AsText(), out var quantity) ? quantity : Quantity.Zero;

    /// <summary>Thousandths, rounded up.</summary>
    public static long Milli(Place place) => Of(place).MilliValue;

    /// <summary>Whole units, rounded up.</summary>
    public static long Whole(Place place) => Of(place).Value;
}
