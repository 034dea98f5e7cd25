using System.Globalization;
using System.Net;
using System.Net.Mail;
using System.Text.RegularExpressions;
using Timonier.Kernel;

namespace Timonier.Kinds.Custom;

/// <summary>The forms of text that are checked; a schema may name others, which say something to people only.</summary>
internal static partial class Formats
{
    public static bool Fits(string format, string text) => format switch
    {
        "bsonobjectid" => text.Length == 24 && text.All(char.IsAsciiHexDigit),
        "uri" => Uri.TryCreate(text, UriKind.Absolute, out _) || text.StartsWith('/'),
        "email" => MailAddress.TryCreate(text, out _),
        "hostname" => text.Length <= 255 && Hostname().IsMatch(text),
        "ipv4" => IPAddress.TryParse(text, out var four) && four.GetAddressBytes().Length == 4 && text.Count(c => c == '.') == 3,
        "ipv6" => IPAddress.TryParse(text, out var six) && text.Contains(':', StringComparison.Ordinal) && six.GetAddressBytes().Length == 16,
        "cidr" => text.Split('/') is [var address, var length] && IPAddress.TryParse(address, out var ip) && int.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out var bits)
            && bits <= ip.GetAddressBytes().Length * 8,
        "mac" => Mac().IsMatch(text),
        "uuid" => Uuid().IsMatch(text),
        "uuid3" => Uuid().IsMatch(text) && Plain(text)[12] == '3',
        "uuid4" => Uuid().IsMatch(text) && Plain(text) is var four && four[12] == '4' && "89abAB".Contains(four[16], StringComparison.Ordinal),
        "uuid5" => Uuid().IsMatch(text) && Plain(text) is var five && five[12] == '5' && "89abAB".Contains(five[16], StringComparison.Ordinal),
        "isbn" => Isbn10(Digits(text)) || Isbn13(Digits(text)),
        "isbn10" => Isbn10(Digits(text)),
        "isbn13" => Isbn13(Digits(text)),
        "creditcard" => Luhn(Digits(text)),
        "ssn" => Ssn().IsMatch(text),
        "hexcolor" => HexColor().IsMatch(text),
        "rgbcolor" => RgbColor().IsMatch(text),
        "byte" => text.Length > 0 && Convert.TryFromBase64String(text, new byte[text.Length], out _),
        "date" => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        "datetime" or "date-time" => Instant().IsMatch(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out _),
        "duration" => GoDuration.TryParse(text, out _) || PlainDuration().IsMatch(text),
        "k8s-short-name" => Names.IsDns1123Label(text),
        "k8s-long-name" => Names.IsDns1123Subdomain(text),
        _ => true,
    };

    private static string Plain(string uuid) => uuid.Replace("-", "", StringComparison.Ordinal);

    private static string Digits(string text) => text.Replace("-", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);

    private static bool Isbn10(string digits)
    {
        if (digits.Length != 10 || !digits[..9].All(char.IsAsciiDigit) || !(char.IsAsciiDigit(digits[9]) || digits[9] == 'X')) return false;
        var sum = digits[9] == 'X' ? 100 : 10 * (digits[9] - '0');
        for (var i = 0; i < 9; i++) sum += (i + 1) * (digits[i] - '0');
        return sum % 11 == 0;
    }

    private static bool Isbn13(string digits)
    {
        if (digits.Length != 13 || !digits.All(char.IsAsciiDigit)) return false;
        var sum = 0;
        for (var i = 0; i < 13; i++) sum += (digits[i] - '0') * (i % 2 == 0 ? 1 : 3);
        return sum % 10 == 0;
    }

    private static bool Luhn(string digits)
    {
        if (digits.Length is < 12 or > 19 || !digits.All(char.IsAsciiDigit)) return false;
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[digits.Length - 1 - i] - '0';
            sum += i % 2 == 0 ? digit : digit * 2 / 10 + digit * 2 % 10;
        }
        return sum % 10 == 0;
    }

    [GeneratedRegex(@"^[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(\.[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*\.?\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Hostname();

    [GeneratedRegex(@"^([0-9a-fA-F]{2}([:-][0-9a-fA-F]{2}){5}(([:-][0-9a-fA-F]{2}){2})?|([0-9a-fA-F]{4}\.){2,3}[0-9a-fA-F]{4})\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Mac();

    [GeneratedRegex(@"^[0-9a-fA-F]{8}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{12}\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Uuid();

    [GeneratedRegex(@"^[0-9]{3}[- ]?[0-9]{2}[- ]?[0-9]{4}\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Ssn();

    [GeneratedRegex(@"^#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex HexColor();

    [GeneratedRegex(@"^rgb\(\s*(0|[1-9][0-9]?|1[0-9]{2}|2[0-4][0-9]|25[0-5])\s*(,\s*(0|[1-9][0-9]?|1[0-9]{2}|2[0-4][0-9]|25[0-5])\s*){2}\)\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex RgbColor();

    [GeneratedRegex(@"^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}([.,][0-9]+)?([Zz]|[+-][0-9]{2}:?[0-9]{2})?\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Instant();

    // Besides Go's form: one number with a unit in words.
    [GeneratedRegex(@"^([0-9]+\s*(ns|nanosecond|us|microsecond|ms|millisecond|s|second|m|minute|h|hour|d|day|w|week)s?\s*)+\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex PlainDuration();
}
