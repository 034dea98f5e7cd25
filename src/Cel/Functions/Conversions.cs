using System.Globalization;
using System.Text;
using Timonier.Cel.Costs;

namespace Timonier.Cel.Functions;

/// <summary>From one type to another, and what a value's type is.</summary>
internal static class Conversions
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly CelType A = CelType.Parameter("A");

    // No number, truth value or time is longer than a timestamp with all its nanoseconds.
    private static readonly CallCost ShortText = new(CallCost.One.Actual, _ => new CallEstimate(CelCost.One, new CelCost(0, 30)));

    private static readonly CallCost Unchanged = new(CallCost.One.Actual, arguments => new CallEstimate(CelCost.One, arguments[0].Size));

    public static void AddTo(FunctionTable table)
    {
        foreach (var type in (CelType[])[CelType.Bool, CelType.Int, CelType.Uint, CelType.Double, CelType.String, CelType.Bytes, CelType.AnyType, CelType.Null, CelType.Timestamp, CelType.Duration])
            table.Type(type);
        table.Type("list", CelType.AnyList);
        table.Type("map", CelType.AnyMap);
        table.Global("dyn", [A], CelType.Dyn, a => a[0]);
        table.Global("type", [A], CelType.TypeOf(A), a => CelValue.Of(a[0].Type));
        foreach (var from in (CelType[])[CelType.Int, CelType.Uint, CelType.Double, CelType.String])
        {
            table.Global("int", [from], CelType.Int, a => CelNumbers.ToInt(a[0]));
            table.Global("uint", [from], CelType.Uint, a => CelNumbers.ToUint(a[0]));
            table.Global("double", [from], CelType.Double, a => CelNumbers.ToDouble(a[0]));
        }
        table.Global("int", [CelType.Timestamp], CelType.Int, a => CelNumbers.ToInt(a[0]));
        table.Global("int", [CelType.Duration], CelType.Int, a => CelNumbers.ToInt(a[0]));
        table.Global("bool", [CelType.Bool], CelType.Bool, a => a[0]);
        table.Global("bool", [CelType.String], CelType.Bool, a => ToBool(a[0].AsString()));
        table.Global("bytes", [CelType.Bytes], CelType.Bytes, a => a[0]);
        table.Global("bytes", [CelType.String], CelType.Bytes, a => CelValue.Of(Encoding.UTF8.GetBytes(a[0].AsString())), CallCost.Traversal(0));
        table.Global("string", [CelType.String], CelType.String, a => a[0], Unchanged);
        foreach (var from in (CelType[])[CelType.Bool, CelType.Int, CelType.Uint, CelType.Double, CelType.Timestamp, CelType.Duration])
            table.Global("string", [from], CelType.String, a => ToText(a[0]), ShortText);
        table.Global("string", [CelType.Bytes], CelType.String, a => ToText(a[0].AsBytes()), CallCost.Traversal(0));
        table.Global("timestamp", [CelType.Timestamp], CelType.Timestamp, a => a[0]);
        table.Global("timestamp", [CelType.Int], CelType.Timestamp, a => CelTimes.Of(a[0].AsInt(), 0));
        table.Global("timestamp", [CelType.String], CelType.Timestamp, a => ToTimestamp(a[0].AsString()));
        table.Global("duration", [CelType.Duration], CelType.Duration, a => a[0]);
        table.Global("duration", [CelType.Int], CelType.Duration, _ => CelValue.Error("type conversion error from 'int' to 'google.protobuf.Duration'"));
        table.Global("duration", [CelType.String], CelType.Duration, a => ToDuration(a[0].AsString()));
    }

    public static CelValue ToTimestamp(string text) =>
        CelTimes.TryParse(text, out var time) ? time : time.IsError ? time : CelValue.Error($"invalid timestamp \"{text}\"");

    public static CelValue ToDuration(string text) =>
        CelDurations.TryParse(text, out var nanoseconds) ? CelValue.Duration(nanoseconds) : CelValue.Error($"time: invalid duration \"{text}\"");

    public static CelValue ToText(in CelValue value) => value.Kind switch
    {
        CelKind.String => value,
        CelKind.Uint => CelValue.Of(value.AsUint().ToString(CultureInfo.InvariantCulture)),
        CelKind.Timestamp => CelValue.Of(CelTimes.Format(value)),
        CelKind.Duration => CelValue.Of(CelDurations.Format(value.Nanoseconds)),
        _ => CelValue.Of(CelText.Of(value)),
    };

    private static CelValue ToText(byte[] bytes)
    {
        try
        {
            return CelValue.Of(StrictUtf8.GetString(bytes));
        }
        catch (DecoderFallbackException)
        {
            return CelValue.Error("invalid UTF-8 in bytes, cannot convert to string");
        }
    }

    private static CelValue ToBool(string text) => text switch
    {
        "1" or "t" or "T" or "TRUE" or "true" or "True" => CelValue.True,
        "0" or "f" or "F" or "FALSE" or "false" or "False" => CelValue.False,
        _ => CelValue.Error($"strconv.ParseBool: parsing \"{text}\": invalid syntax"),
    };
}
