using System.Buffers;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace Timonier.Cel;

/// <summary>Durations to the nanosecond, read as Go reads them and written in seconds.</summary>
internal static class CelDurations
{
    private static readonly (string Name, long Nanoseconds)[] Units =
    [
        ("ns", 1), ("us", 1_000), ("µs", 1_000), ("μs", 1_000), ("ms", 1_000_000),
        ("s", 1_000_000_000), ("m", 60_000_000_000), ("h", 3_600_000_000_000),
    ];

    private static readonly SearchValues<char> NumberParts = SearchValues.Create("0123456789.");

    public static bool TryParse(string text, out long nanoseconds)
    {
        nanoseconds = 0;
        var rest = text.AsSpan();
        var negative = rest.Length > 0 && rest[0] == '-';
        if (rest.Length > 0 && rest[0] is '-' or '+') rest = rest[1..];
        if (rest is "0") return true;
        if (rest.IsEmpty) return false;
        var total = BigInteger.Zero;
        while (!rest.IsEmpty)
        {
            if (!TryTakeAmount(ref rest, out var amount)) return false;
            total += amount;
            if (total > (BigInteger)long.MaxValue + 1) return false;
        }
        if (negative) total = -total;
        if (total > long.MaxValue) return false;
        nanoseconds = (long)total;
        return true;
    }

    public static string Format(long nanoseconds)
    {
        var text = new StringBuilder(nanoseconds < 0 ? "-" : "");
        var amount = BigInteger.Abs(nanoseconds);
        text.Append(CultureInfo.InvariantCulture, $"{amount / 1_000_000_000}");
        var rest = (int)(amount % 1_000_000_000);
        if (rest != 0) text.Append('.').Append(rest.ToString("D9", CultureInfo.InvariantCulture).TrimEnd('0'));
        return text.Append('s').ToString();
    }

    private static bool TryTakeAmount(ref ReadOnlySpan<char> rest, out BigInteger nanoseconds)
    {
        nanoseconds = 0;
        var digits = rest.IndexOfAnyExcept(NumberParts);
        if (digits is <= 0 or > 40) return false;
        var number = rest[..digits];
        var length = rest[digits..].IndexOfAny(NumberParts);
        var unit = length < 0 ? rest[digits..] : rest.Slice(digits, length);
        rest = rest[(digits + unit.Length)..];
        var factor = FactorOf(unit);
        var point = number.IndexOf('.');
        var whole = point < 0 ? number : number[..point];
        var fraction = point < 0 ? default : number[(point + 1)..];
        if (factor == 0 || fraction.Contains('.') || (whole.IsEmpty && fraction.IsEmpty)) return false;
        if (!whole.IsEmpty) nanoseconds = BigInteger.Parse(whole, NumberStyles.None, CultureInfo.InvariantCulture) * factor;
        if (!fraction.IsEmpty) nanoseconds += BigInteger.Parse(fraction, NumberStyles.None, CultureInfo.InvariantCulture) * factor / BigInteger.Pow(10, fraction.Length);
        return true;
    }

    private static long FactorOf(ReadOnlySpan<char> unit)
    {
        foreach (var (name, nanoseconds) in Units)
            if (unit.SequenceEqual(name)) return nanoseconds;
        return 0;
    }
}
