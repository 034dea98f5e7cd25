using System.Globalization;
using System.Text;

namespace Timonier.Kernel;

/// <summary>Floating-point numbers as Go writes them; stored and hashed texts must equal upstream's.</summary>
public static class GoNumber
{
    /// <summary>As in JSON: an exponent below 1e-6 and from 1e21 on.</summary>
    public static string Json(double value) => Format(value, -6, 21, exponentDigits: 1);

    /// <summary>As in YAML and in texts (%g): an exponent below 1e-4 and from 1e6 on.</summary>
    public static string General(double value) => Format(value, -4, 6, exponentDigits: 2);

    private static string Format(double value, int smallest, int largest, int exponentDigits)
    {
        // The shortest digits that read back as the same number, and where the point stands among them: both from one text,
        // since a longer one may round to another power of ten.
        var parts = Math.Abs(value).ToString("R", CultureInfo.InvariantCulture).Split('E');
        var point = parts[0].IndexOf('.', StringComparison.Ordinal) is >= 0 and var found ? found : parts[0].Length;
        var all = parts[0].Replace(".", "", StringComparison.Ordinal);
        var leading = all.Length - all.TrimStart('0').Length;
        var shortest = all.Trim('0');
        var digits = shortest.Length == 0 ? "0" : shortest;
        var exponent = value == 0 ? 0 : point - 1 - leading + (parts.Length > 1 ? int.Parse(parts[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) : 0);
        var text = new StringBuilder(value < 0 ? "-" : "");
        if (value != 0 && (exponent < smallest || exponent >= largest))
        {
            text.Append(digits[0]);
            if (digits.Length > 1) text.Append('.').Append(digits, 1, digits.Length - 1);
            return text.Append('e').Append(exponent < 0 ? '-' : '+').Append(Math.Abs(exponent).ToString($"D{exponentDigits}", CultureInfo.InvariantCulture)).ToString();
        }
        if (exponent < 0) return text.Append("0.").Append('0', -exponent - 1).Append(digits).ToString();
        if (digits.Length <= exponent + 1) return text.Append(digits.PadRight(exponent + 1, '0')).ToString();
        return text.Append(digits, 0, exponent + 1).Append('.').Append(digits, exponent + 1, digits.Length - exponent - 1).ToString();
    }
}
