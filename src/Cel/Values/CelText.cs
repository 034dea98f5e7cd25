using System.Globalization;
using System.Text;
using Timonier.Kernel;

namespace Timonier.Cel;

/// <summary>Values as messages and tests write them: close to the literal that would make them.</summary>
internal static class CelText
{
    public static string Of(in CelValue value) => value.Kind switch
    {
        CelKind.Null => "null",
        CelKind.Bool => value.AsBool() ? "true" : "false",
        CelKind.Int => value.AsInt().ToString(CultureInfo.InvariantCulture),
        CelKind.Uint => value.AsUint().ToString(CultureInfo.InvariantCulture) + "u",
        CelKind.Double => OfDouble(value.AsDouble()),
        CelKind.String => GoText.Quote(value.AsString()),
        CelKind.Bytes => "b" + GoText.Quote(Encoding.Latin1.GetString(value.AsBytes())),
        CelKind.List => "[" + string.Join(", ", Items(value.AsList())) + "]",
        CelKind.Map => OfMap(value.AsMap()),
        CelKind.Timestamp => $"timestamp(\"{CelTimes.Format(value)}\")",
        CelKind.Duration => $"duration(\"{CelDurations.Format(value.Nanoseconds)}\")",
        CelKind.Type => value.AsType().Name,
        CelKind.Optional => value.TryGetOptional(out var inner) ? $"optional.of({Of(inner)})" : "optional.none()",
        CelKind.Opaque => value.AsOpaque().ToString() ?? "",
        CelKind.Error => "error: " + value.AsError().Message,
        _ => "unset",
    };

    /// <summary>The text of a double as <c>string()</c> makes it.</summary>
    public static string OfDouble(double value) =>
        double.IsNaN(value) ? "NaN" : double.IsPositiveInfinity(value) ? "+Inf" : double.IsNegativeInfinity(value) ? "-Inf" : GoNumber.General(value);

    /// <summary>A key as the message "no such key" names it: a text without its quotes.</summary>
    public static string OfKey(in CelValue key) => key.Kind switch
    {
        CelKind.String => key.AsString(),
        CelKind.Uint => key.AsUint().ToString(CultureInfo.InvariantCulture),
        _ => Of(key),
    };

    private static IEnumerable<string> Items(CelList list)
    {
        for (var i = 0; i < list.Count; i++) yield return Of(list[i]);
    }

    private static string OfMap(CelMap map)
    {
        var entries = map.Keys.Select(k => (map is CelMessage ? k.AsString() : Of(k)) + ": " + (map.TryFind(k, out var v) ? Of(v) : ""));
        return (map is CelMessage ? map.Type.Name : "") + "{" + string.Join(", ", entries) + "}";
    }
}
