using System.Globalization;
using Timonier.Kernel;

namespace Timonier.Cel;

/// <summary>Arithmetic that tells of overflow, and comparison of numbers of unlike kinds by their amount.</summary>
internal static class CelNumbers
{
    /// <summary>What a comparison with NaN answers: no order at all.</summary>
    public const int Unordered = 2;

    private const string InvalidSyntax = "invalid syntax";

    public static readonly CelValue IntOverflow = CelValue.Error("integer overflow");
    public static readonly CelValue UintOverflow = CelValue.Error("unsigned integer overflow");

    public static int Compare(in CelValue left, in CelValue right) => (left.Kind, right.Kind) switch
    {
        (CelKind.Int, CelKind.Int) => left.AsInt().CompareTo(right.AsInt()),
        (CelKind.Uint, CelKind.Uint) => left.AsUint().CompareTo(right.AsUint()),
        (CelKind.Int, CelKind.Uint) => left.AsInt() < 0 ? -1 : ((ulong)left.AsInt()).CompareTo(right.AsUint()),
        (CelKind.Uint, CelKind.Int) => right.AsInt() < 0 ? 1 : left.AsUint().CompareTo((ulong)right.AsInt()),
        (CelKind.Double, CelKind.Double) => Compare(left.AsDouble(), right.AsDouble()),
        (CelKind.Double, _) => CompareDouble(left.AsDouble(), right),
        _ => Reverse(CompareDouble(right.AsDouble(), left)),
    };

    private static int Compare(double left, double right) => double.IsNaN(left) || double.IsNaN(right) ? Unordered : left.CompareTo(right);

    private static int Reverse(int order) => order == Unordered ? Unordered : -order;

    private static int CompareDouble(double left, in CelValue right)
    {
        if (double.IsNaN(left)) return Unordered;
        if (right.Kind == CelKind.Int)
        {
            if (left < -9223372036854775808.0) return -1;
            if (left >= 9223372036854775808.0) return 1;
            var whole = ((long)left).CompareTo(right.AsInt());
            return whole != 0 ? whole : left.CompareTo(Math.Truncate(left));
        }
        if (left < 0) return -1;
        if (left >= 18446744073709551616.0) return 1;
        var truncated = ((ulong)left).CompareTo(right.AsUint());
        return truncated != 0 ? truncated : left.CompareTo(Math.Truncate(left));
    }

    public static CelValue ToInt(in CelValue value)
    {
        switch (value.Kind)
        {
            case CelKind.Int: return value;
            case CelKind.Uint: return value.AsUint() > long.MaxValue ? IntOverflow : CelValue.Of((long)value.AsUint());
            case CelKind.Double:
                var number = value.AsDouble();
                return number is > -9223372036854775808.0 and < 9223372036854775808.0 ? CelValue.Of((long)number) : IntOverflow;
            case CelKind.Timestamp: return CelValue.Of(value.Seconds);
            case CelKind.Duration: return CelValue.Of(value.Nanoseconds);
            default:
                var text = value.AsString();
                return TryParseInt(text, out var parsed) ? CelValue.Of(parsed) : CelValue.Error($"strconv.ParseInt: parsing {GoText.Quote(text)}: {WhyNoInteger(text)}");
        }
    }

    public static CelValue ToUint(in CelValue value)
    {
        switch (value.Kind)
        {
            case CelKind.Uint: return value;
            case CelKind.Int: return value.AsInt() < 0 ? UintOverflow : CelValue.Of((ulong)value.AsInt());
            case CelKind.Double:
                var number = value.AsDouble();
                return number is >= 0 and < 18446744073709551616.0 ? CelValue.Of((ulong)number) : UintOverflow;
            default:
                var text = value.AsString();
                return text.Length > 0 && char.IsAsciiDigit(text[0]) && ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed)
                    ? CelValue.Of(parsed)
                    : CelValue.Error($"strconv.ParseUint: parsing {GoText.Quote(text)}: {(text is ['+' or '-', ..] ? InvalidSyntax : WhyNoInteger(text))}");
        }
    }

    public static CelValue ToDouble(in CelValue value)
    {
        switch (value.Kind)
        {
            case CelKind.Double: return value;
            case CelKind.Int: return CelValue.Of((double)value.AsInt());
            case CelKind.Uint: return CelValue.Of((double)value.AsUint());
            default:
                var text = value.AsString();
                return TryParseDouble(text, out var parsed) ? CelValue.Of(parsed) : CelValue.Error($"strconv.ParseFloat: parsing {GoText.Quote(text)}: {InvalidSyntax}");
        }
    }

    public static bool TryParseInt(string text, out long value) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value) && text.Length > 0 && !char.IsWhiteSpace(text[0]);

    public static bool TryParseDouble(string text, out double value)
    {
        var bare = text.TrimStart('+', '-');
        if (text.Length - bare.Length <= 1 && bare.ToUpperInvariant() is "INF" or "INFINITY" or "NAN")
        {
            value = bare[0] is 'n' or 'N' ? double.NaN : text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
            return true;
        }
        const NumberStyles Plain = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return double.TryParse(text, Plain, CultureInfo.InvariantCulture, out value) && !double.IsInfinity(value);
    }

    private static string WhyNoInteger(string text)
    {
        var digits = text.AsSpan().TrimStart("+-");
        return digits.Length > 0 && digits.IndexOfAnyExceptInRange('0', '9') < 0 && text.Length - digits.Length <= 1 ? "value out of range" : InvalidSyntax;
    }
}
