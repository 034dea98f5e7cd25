using System.Globalization;

namespace Timonier.Node;

/// <summary>Quantities read from a document; missing and unreadable ones are zero, validation has spoken before.</summary>
internal static class Amounts
{
    private static readonly Dictionary<string, decimal> Suffixes = new(StringComparer.Ordinal)
    {
        [""] = 1m, ["n"] = 1e-9m, ["u"] = 1e-6m, ["m"] = 1e-3m, ["k"] = 1e3m, ["M"] = 1e6m, ["G"] = 1e9m, ["T"] = 1e12m, ["P"] = 1e15m, ["E"] = 1e18m,
        ["Ki"] = 1024m, ["Mi"] = 1048576m, ["Gi"] = 1073741824m, ["Ti"] = 1099511627776m, ["Pi"] = 1125899906842624m, ["Ei"] = 1152921504606846976m,
    };

    /// <summary>Thousandths, rounded up.</summary>
    public static long Milli(Place place) => (long)Math.Ceiling(Parse(place.AsText()) * 1000m);

    /// <summary>Whole units, rounded up.</summary>
    public static long Whole(Place place) => (long)Math.Ceiling(Parse(place.AsText()));

    public static decimal Parse(string text)
    {
        var end = text.Length;
        while (end > 0 && char.IsAsciiLetter(text[end - 1])) end--;
        if (end == 0) return 0;
        if (Suffixes.TryGetValue(text[end..], out var factor) && decimal.TryParse(text.AsSpan(0, end), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)) return number * factor;
        return decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var plain) ? plain : 0;
    }
}
