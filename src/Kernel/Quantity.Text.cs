using System.Globalization;
using System.Numerics;

namespace Timonier.Kernel;

public readonly partial struct Quantity
{
    public const string FormatError =
        "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

    // Longer inputs are nobody's quantity, and their powers of ten would cost time and memory.
    private const int LongestText = 128;
    private const int LargestExponent = 64;
    private static readonly string[] DecimalSuffixes = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];
    private static readonly string[] BinarySuffixes = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];

    /// <exception cref="FormatException">The text is not a quantity; the message is upstream's.</exception>
    public static Quantity Parse(string text) =>
        TryParse(text, out var quantity, out var error) ? quantity : throw new FormatException(error);

    public static bool TryParse(string? text, out Quantity quantity) => TryParse(text, out quantity, out _);

    public static bool TryParse(string? text, out Quantity quantity, out string error)
    {
        quantity = default;
        error = FormatError;
        if (string.IsNullOrEmpty(text) || text.Length > LongestText) return false;

        var position = text[0] is '+' or '-' ? 1 : 0;
        var whole = Digits(text, ref position);
        var fraction = default(ReadOnlySpan<char>);
        if (position < text.Length && text[position] == '.')
        {
            position++;
            fraction = Digits(text, ref position);
        }
        var suffix = text.AsSpan(position);
        if (!SuffixIsShaped(suffix)) return false;
        if (whole.IsEmpty && fraction.IsEmpty)
        {
            error = "unable to parse numeric part of quantity";
            return false;
        }
        if (!Interpret(suffix, out var factor, out var exponent, out var format))
        {
            error = "unable to parse quantity's suffix";
            return false;
        }

        var digits = BigInteger.Parse(string.Concat("0", whole, fraction), NumberStyles.None, CultureInfo.InvariantCulture) * factor;
        var scale = exponent + 9 - fraction.Length;
        var nano = scale >= 0 ? digits * BigInteger.Pow(10, scale) : DivideUp(digits, BigInteger.Pow(10, -scale));
        if (format == QuantityFormat.BinarySI)
        {
            if (nano > BinaryLimit) nano = BinaryLimit;
            // Less than one has no binary notation.
            if (nano < One && !nano.IsZero) format = QuantityFormat.DecimalSI;
        }
        quantity = new Quantity(text[0] == '-' ? -nano : nano, format);
        return true;
    }

    /// <summary>The canonical form: the largest suffix that leaves a whole number.</summary>
    public override string ToString()
    {
        if (IsZero) return "0";
        if (Format == QuantityFormat.BinarySI && BigInteger.Abs(nano) >= 1024 * One && (nano % One).IsZero)
        {
            var value = nano / One;
            var power = 0;
            while (power + 1 < BinarySuffixes.Length && (value % 1024).IsZero)
            {
                value /= 1024;
                power++;
            }
            return value.ToString(CultureInfo.InvariantCulture) + BinarySuffixes[power];
        }

        var number = nano;
        var step = 0;
        // A plain notation ends at E, the exponent notation does not end.
        while ((Format == QuantityFormat.DecimalExponent || step + 1 < DecimalSuffixes.Length) && (number % 1000).IsZero)
        {
            number /= 1000;
            step++;
        }
        var text = number.ToString(CultureInfo.InvariantCulture);
        if (Format != QuantityFormat.DecimalExponent) return text + DecimalSuffixes[step];
        var power10 = step * 3 - 9;
        return power10 == 0 ? text : string.Create(CultureInfo.InvariantCulture, $"{text}e{power10}");
    }

    private static ReadOnlySpan<char> Digits(string text, scoped ref int position)
    {
        var start = position;
        while (position < text.Length && char.IsAsciiDigit(text[position])) position++;
        return text.AsSpan(start, position - start);
    }

    private static bool SuffixIsShaped(ReadOnlySpan<char> suffix)
    {
        suffix = suffix.TrimStart("eEinumkKMGTP");
        if (suffix is ['+' or '-', ..]) suffix = suffix[1..];
        return suffix.TrimStart("0123456789").IsEmpty;
    }

    private static bool Interpret(ReadOnlySpan<char> suffix, out BigInteger factor, out int exponent, out QuantityFormat format)
    {
        factor = BigInteger.One;
        exponent = 0;
        format = QuantityFormat.DecimalSI;
        for (var i = 0; i < DecimalSuffixes.Length; i++)
        {
            if (!suffix.SequenceEqual(DecimalSuffixes[i])) continue;
            exponent = i * 3 - 9;
            return true;
        }
        for (var i = 1; i < BinarySuffixes.Length; i++)
        {
            if (!suffix.SequenceEqual(BinarySuffixes[i])) continue;
            factor = BigInteger.One << (10 * i);
            format = QuantityFormat.BinarySI;
            return true;
        }
        format = QuantityFormat.DecimalExponent;
        return suffix.Length > 1 && suffix[0] is ('e' or 'E')
            && int.TryParse(suffix[1..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent)
            && exponent is >= -LargestExponent and <= LargestExponent;
    }
}
