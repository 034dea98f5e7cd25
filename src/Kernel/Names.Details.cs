using System.Net;
using System.Net.Sockets;

namespace Timonier.Kernel;

public static partial class Names
{
    public static string[] PortNumber(long port) => When(port is < 1 or > 65535, InRange(1, 65535));

    public static string InRange(long low, long high) => $"must be between {low} and {high}, inclusive";

    public static string[] PortName(string name) =>
    [
        .. TooLong(name, 15),
        .. When(name.Length == 0 || !AllOf(name, static c => IsLowerOrDigit(c) || c == '-'), "must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)"),
        .. When(!name.Any(char.IsAsciiLetterLower), "must contain at least one letter (a-z)"),
        .. When(name.Contains("--", StringComparison.Ordinal), "must not contain consecutive hyphens"),
        .. When(name is ['-', ..] or [.., '-'], "must not begin or end with a hyphen"),
    ];

    /// <summary>The name of an environment variable: any printable ASCII except the equals sign.</summary>
    public static string[] EnvName(string name) =>
    [
        .. When(name.Length == 0, "environment variable name must be non-empty"),
        .. When(!AllOf(name, static c => c is >= ' ' and <= '~' and not '='),
            "a valid environment variable name must consist only of printable ASCII characters other than '='"),
    ];

    public static string[] ConfigKey(string key) =>
    [
        .. TooLong(key, SubdomainLength),
        .. When(key.Length == 0 || !AllOf(key, static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'), Form(
            "a valid config key must consist of alphanumeric characters, '-', '_' or '.'", "[-._a-zA-Z0-9]+", "key.name", "KEY_NAME", "key-name")),
        .. key switch
        {
            "." => ["must not be '.'"],
            ".." => ["must not be '..'"],
            ['.', '.', ..] => ["must not start with '..'"],
            _ => Array.Empty<string>(),
        },
    ];

    public static string[] Percent(string text) => When(text.Length < 2 || text[^1] != '%' || !AllOf(text.AsSpan(0, text.Length - 1), char.IsAsciiDigit), Form(
        "a valid percent string must be a numeric string followed by an ending '%'", "[0-9]+%", "1%", "93%"));

    public static string[] HttpHeaderName(string name) => When(name.Length == 0 || !AllOf(name, static c => char.IsAsciiLetterOrDigit(c) || c == '-'), Form(
        "a valid HTTP header must consist of alphanumeric characters or '-'", "[-A-Za-z0-9]+", "X-Header-Name"));

    /// <summary>An address of either family; octets of version 4 may have leading zeros, as old objects do.</summary>
    public static string[] Ip(string text) => When(!TryIp(text, out _), "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)");

    public static string[] Cidr(string text)
    {
        var parts = text.Split('/');
        var good = parts.Length == 2 && TryIp(parts[0], out var address)
            && int.TryParse(parts[1], System.Globalization.NumberStyles.None, null, out var length)
            && length <= (address!.AddressFamily == AddressFamily.InterNetwork ? 32 : 128);
        return When(!good, "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)");
    }

    public static bool IsIp(string text) => TryIp(text, out _);

    private static bool TryIp(string text, out IPAddress? address)
    {
        address = null;
        if (text.Contains(':', StringComparison.Ordinal))
            return AllOf(text, static c => char.IsAsciiHexDigit(c) || c is ':' or '.') && IPAddress.TryParse(text, out address);
        var octets = text.Split('.');
        if (octets.Length != 4) return false;
        Span<byte> bytes = stackalloc byte[4];
        for (var i = 0; i < 4; i++)
            if (!byte.TryParse(octets[i], System.Globalization.NumberStyles.None, null, out bytes[i])) return false;
        address = new IPAddress(bytes);
        return true;
    }
}
