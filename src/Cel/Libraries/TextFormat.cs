using System.Globalization;
using System.Text;

namespace Timonier.Cel.Libraries;

/// <summary>format(): clauses begin with a percent sign, may have a precision, and end with a letter that says how to write a value.</summary>
internal static class TextFormat
{
    private const int LargestPrecision = 1000;

    public static CelValue Format(string text, CelList values)
    {
        var output = new StringBuilder(text.Length);
        var used = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '%')
            {
                output.Append(text[i]);
                continue;
            }
            if (++i >= text.Length) return CelValue.Error("unexpected end of string");
            if (text[i] == '%')
            {
                output.Append('%');
                continue;
            }
            var precision = 6;
            if (text[i] == '.')
            {
                var digits = text.AsSpan(i + 1).IndexOfAnyExceptInRange('0', '9');
                if (digits <= 0 || !int.TryParse(text.AsSpan(i + 1, digits), CultureInfo.InvariantCulture, out precision) || precision > LargestPrecision)
                    return CelValue.Error("could not parse formatting clause: error while parsing precision");
                i += digits + 1;
            }
            if (used >= values.Count) return CelValue.Error($"index {used} out of range");
            if (Clause(text[i], precision, values[used++]) is not { } written) return CelValue.Error($"could not parse formatting clause: unrecognized formatting clause \"{text[i]}\"");
            if (written.IsError) return written;
            output.Append(written.AsString());
            if (output.Length > StringLibrary.LongestText) return StringLibrary.TooLong;
        }
        return CelValue.Of(output.ToString());
    }

    private static CelValue? Clause(char letter, int precision, in CelValue value) => letter switch
    {
        's' => Write(value) is { } text ? CelValue.Of(text) : Wrong("string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps", value),
        'd' => value.Kind is CelKind.Int or CelKind.Uint ? Functions.Conversions.ToText(value) : Wrong("decimal clause can only be used on integers", value),
        'f' => Number(value, precision, "F", "fixed-point"),
        'e' => Number(value, precision, "E", "scientific"),
        'b' => Binary(value),
        'x' => Hexadecimal(value, isUpper: false),
        'X' => Hexadecimal(value, isUpper: true),
        'o' => Octal(value),
        _ => null,
    };

    private static CelValue Wrong(string rule, in CelValue value) => CelValue.Error($"error during formatting: {rule}, was given {value.Type.Name}");

    private static CelValue Number(in CelValue value, int precision, string style, string name)
    {
        if (!value.IsNumber) return Wrong($"{name} clause can only be used on doubles", value);
        var number = CelNumbers.ToDouble(value).AsDouble();
        if (double.IsNaN(number)) return CelValue.Of("NaN");
        if (double.IsInfinity(number)) return CelValue.Of(number > 0 ? "Infinity" : "-Infinity");
        if (style == "F") return CelValue.Of(number.ToString($"F{precision}", CultureInfo.InvariantCulture));
        // Two digits in the exponent at least, not three.
        return CelValue.Of(number.ToString((precision == 0 ? "0" : "0." + new string('0', precision)) + "e+00", CultureInfo.InvariantCulture));
    }

    private static CelValue Binary(in CelValue value) => value.Kind switch
    {
        CelKind.Bool => CelValue.Of(value.AsBool() ? "1" : "0"),
        CelKind.Int => CelValue.Of(Sign(value) + Magnitude(value).ToString("B", CultureInfo.InvariantCulture)),
        CelKind.Uint => CelValue.Of(value.AsUint().ToString("B", CultureInfo.InvariantCulture)),
        _ => Wrong("only ints, uints, and bools can be formatted as binary", value),
    };

    private static CelValue Hexadecimal(in CelValue value, bool isUpper)
    {
        var format = isUpper ? "X" : "x";
        return value.Kind switch
        {
            CelKind.Int => CelValue.Of(Sign(value) + Magnitude(value).ToString(format, CultureInfo.InvariantCulture)),
            CelKind.Uint => CelValue.Of(value.AsUint().ToString(format, CultureInfo.InvariantCulture)),
            CelKind.String => CelValue.Of(Hexadecimal(Encoding.UTF8.GetBytes(value.AsString()), isUpper)),
            CelKind.Bytes => CelValue.Of(Hexadecimal(value.AsBytes(), isUpper)),
            _ => Wrong("only ints, uints, bytes, and strings can be formatted as hex", value),
        };
    }

    private static string Hexadecimal(byte[] bytes, bool isUpper) => isUpper ? Convert.ToHexString(bytes) : Convert.ToHexStringLower(bytes);

    private static CelValue Octal(in CelValue value)
    {
        if (value.Kind is not (CelKind.Int or CelKind.Uint)) return Wrong("octal clause can only be used on integers", value);
        var rest = value.Kind == CelKind.Int ? Magnitude(value) : value.AsUint();
        var digits = new StringBuilder();
        do digits.Insert(0, (char)('0' + (int)(rest & 7)));
        while ((rest >>= 3) != 0);
        return CelValue.Of((value.Kind == CelKind.Int ? Sign(value) : "") + digits);
    }

    private static string Sign(in CelValue value) => value.AsInt() < 0 ? "-" : "";

    private static ulong Magnitude(in CelValue value) => value.AsInt() < 0 ? unchecked((ulong)-value.AsInt()) : (ulong)value.AsInt();

    /// <summary>A value as the clause for texts writes it, within containers too; null for what has no such form.</summary>
    private static string? Write(in CelValue value)
    {
        switch (value.Kind)
        {
            case CelKind.Double:
                var number = value.AsDouble();
                return double.IsFinite(number) ? number.ToString("0.#################", CultureInfo.InvariantCulture) : double.IsNaN(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity";
            case CelKind.Bytes:
                return Encoding.UTF8.GetString(value.AsBytes());
            case CelKind.List:
                var list = value.AsList();
                return Join("[", Enumerable.Range(0, list.Count).Select(i => Write(list[i])), "]");
            case CelKind.Map:
                var map = value.AsMap();
                var keys = map.Keys.Select(k => (Text: Write(k), Key: k)).OrderBy(k => k.Text, StringComparer.Ordinal);
                return Join("{", keys.Select(k => map.TryFind(k.Key, out var held) && Write(held) is { } text ? $"{k.Text}: {text}" : null), "}");
            case CelKind.Opaque or CelKind.Optional or CelKind.Error:
                return null;
            case CelKind.Null or CelKind.Type:
                return CelText.Of(value);
            default:
                return Functions.Conversions.ToText(value).AsString();
        }
    }

    /// <summary>All parts, as far as each has a text and they do not become too long together.</summary>
    private static string? Join(string open, IEnumerable<string?> parts, string close)
    {
        var joined = new StringBuilder(open);
        foreach (var part in parts)
        {
            if (part is null || joined.Length > StringLibrary.LongestText) return null;
            if (joined.Length > open.Length) joined.Append(", ");
            joined.Append(part);
        }
        return joined.Append(close).ToString();
    }
}
