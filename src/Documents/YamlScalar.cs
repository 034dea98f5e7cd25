using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;
using Timonier.Kernel;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Timonier.Documents;

/// <summary>What a plain scalar means, by the table of YAML 1.1 that Kubernetes' tools use.</summary>
internal static partial class YamlScalar
{
    private static readonly HashSet<string> True = new(["y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"], StringComparer.Ordinal);
    private static readonly HashSet<string> False = new(["n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"], StringComparer.Ordinal);

    public static DraftScalar Resolve(Scalar scalar)
    {
        var tag = scalar.Tag.IsEmpty || scalar.Tag.IsNonSpecific ? "" : scalar.Tag.Value;
        if (tag is "tag:yaml.org,2002:str" || (tag.Length == 0 && scalar.Style != ScalarStyle.Plain) || (!scalar.Tag.IsEmpty && scalar.Tag.IsNonSpecific))
            return new DraftScalar(scalar.Value);
        if (tag.Length > 0 && tag is not ("tag:yaml.org,2002:int" or "tag:yaml.org,2002:bool" or "tag:yaml.org,2002:float" or "tag:yaml.org,2002:null"))
            throw new DocumentSyntaxException($"yaml: line {scalar.Start.Line}: tag {tag} is not supported");
        return Plain(scalar.Value, scalar.Start.Line);
    }

    /// <summary>Whether a reader takes the text, written plain, for a text.</summary>
    public static bool IsText(string text)
    {
        // The sign for a merge is a text to go-yaml, which could not read back what it writes.
        if (text is "" or "<<" || NotFinite(text) || Moment().IsMatch(text) || Sexagesimal().IsMatch(text)) return false;
        return Plain(text, 0).Kind == NodeKind.String;
    }

    /// <summary>A number of JSON as YAML has it: whole numbers as they are, others in Go's shortest form.</summary>
    public static string Number(DraftScalar number)
    {
        if (long.TryParse(number.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) || ulong.TryParse(number.Text, NumberStyles.None, CultureInfo.InvariantCulture, out _)) return number.Text;
        var value = double.Parse(number.Text, CultureInfo.InvariantCulture);
        return double.IsFinite(value) ? GoNumber.General(value) : number.Text;
    }

    private static bool NotFinite(string text) => text.TrimStart('-', '+').ToUpperInvariant() is ".INF" or ".NAN";

    private static DraftScalar Plain(string text, long line)
    {
        if (text is "" or "~" or "null" or "Null" or "NULL") return Draft.Null;
        if (True.Contains(text)) return DraftScalar.TrueValue;
        if (False.Contains(text)) return DraftScalar.FalseValue;
        if (text[0] is not ((>= '0' and <= '9') or '-' or '+' or '.')) return new DraftScalar(text);
        if (NotFinite(text))
            throw new DocumentSyntaxException($"yaml: line {line}: {text} has no form in JSON");
        return Number(text.Replace("_", "", StringComparison.Ordinal)) ?? new DraftScalar(text);
    }

    private static DraftScalar? Number(string text)
    {
        var negative = text[0] == '-';
        var digits = text.TrimStart('-', '+');
        if (text.Length - digits.Length > 1) return null;
        if (Integer(digits) is { } integer)
        {
            var value = negative ? -integer : integer;
            // Beyond 64 bits Go reads a float.
            return value >= long.MinValue && value <= ulong.MaxValue
                ? DraftScalar.Number(value.ToString(CultureInfo.InvariantCulture))
                : DraftScalar.Number(GoNumber.Json((double)value));
        }
        if (!Float().IsMatch(text) || !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !double.IsFinite(number)) return null;
        return DraftScalar.Number(GoNumber.Json(number));
    }

    private static BigInteger? Integer(string digits)
    {
        if (digits.Length == 0) return null;
        if (digits.Length > 2 && digits[0] == '0')
        {
            if (digits[1] is 'x' or 'X') return InBase(digits[2..], 16);
            if (digits[1] is 'o' or 'O') return InBase(digits[2..], 8);
            if (digits[1] is 'b' or 'B') return InBase(digits[2..], 2);
        }
        return digits.Length > 1 && digits[0] == '0' ? InBase(digits[1..], 8) : InBase(digits, 10);
    }

    private static BigInteger? InBase(string digits, int radix)
    {
        // Longer runs of digits are not numbers anybody means, and multiplying them out would cost quadratic time.
        if (digits.Length > 400) return null;
        var value = BigInteger.Zero;
        foreach (var c in digits)
        {
            if (!char.IsAsciiHexDigit(c)) return null;
            var digit = Convert.ToInt32(c.ToString(), 16);
            if (digit >= radix) return null;
            value = (value * radix) + digit;
        }
        return value;
    }

    // Readers of YAML 1.1 make times of these, and numbers to the base of 60 of those.
    [GeneratedRegex("^[0-9]{4}-(0?[1-9]|1[0-2])-(0?[1-9]|[12][0-9]|3[01])([Tt ][0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2}([.,][0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})?)?$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Moment();

    [GeneratedRegex(@"^[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Sexagesimal();

    [GeneratedRegex(@"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Float();
}
