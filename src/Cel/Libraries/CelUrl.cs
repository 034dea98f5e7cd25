using System.Buffers;
using System.Globalization;
using System.Text;

namespace Timonier.Cel.Libraries;

/// <summary>An absolute URL or an absolute path, read by the rules that the API reads request URIs by.</summary>
internal sealed class CelUrl : CelOpaque
{
    private static readonly SearchValues<char> BadInHost = SearchValues.Create(" \"<>\\^`{|}");

    public static readonly CelType UrlType = CelType.Opaque("kubernetes.URL");

    private CelUrl(string text) : base(UrlType) => Text = text;

    public string Text { get; }
    public string Scheme { get; private set; } = "";
    public string Host { get; private set; } = "";
    public string Path { get; private set; } = "";
    public string Query { get; private set; } = "";

    public override long Size => CodePoints.Count(Text);

    public string Hostname
    {
        get
        {
            if (Host.StartsWith('[')) return Host[1..Host.IndexOf(']', StringComparison.Ordinal)];
            var colon = Host.LastIndexOf(':');
            return colon < 0 ? Host : Host[..colon];
        }
    }

    public string Port
    {
        get
        {
            var colon = Host.LastIndexOf(':');
            return colon < 0 || Host.IndexOf(']', colon) >= 0 ? "" : Host[(colon + 1)..];
        }
    }

    public override bool Equals(object? obj) => obj is CelUrl other && other.Text == Text;

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Text);

    public override string ToString() => Text;

    /// <summary>The URL, or why there is none.</summary>
    public static CelUrl? Parse(string text, out string fault)
    {
        fault = "";
        var url = new CelUrl(text);
        fault = url.Read(text);
        return fault.Length == 0 ? url : null;
    }

    private string Read(string text)
    {
        if (text.Any(c => c < ' ' || c == 0x7f)) return "net/url: invalid control character in URL";
        if (text.Length == 0) return "empty url";
        var rest = text;
        var colon = SchemeEnd(text);
        if (colon == 0) return "missing protocol scheme";
        if (colon > 0)
        {
            Scheme = text[..colon].ToLowerInvariant();
            rest = text[(colon + 1)..];
        }
        var question = rest.IndexOf('?', StringComparison.Ordinal);
        if (question >= 0)
        {
            Query = rest[(question + 1)..];
            rest = rest[..question];
        }
        if (!rest.StartsWith('/')) return Scheme.Length > 0 ? "" : "invalid URI for request";
        if (Scheme.Length > 0 && rest.StartsWith("//", StringComparison.Ordinal))
        {
            var slash = rest.IndexOf('/', 2);
            var authority = slash < 0 ? rest[2..] : rest[2..slash];
            rest = slash < 0 ? "" : rest[slash..];
            Host = authority[(authority.LastIndexOf('@') + 1)..];
            if (FaultOfHost(Host) is { } fault) return fault;
        }
        if (FaultOfEscapes(rest) is { } wrong) return wrong;
        Path = Escape(rest);
        return "";
    }

    /// <summary>Where the scheme ends; -1 when there is none, 0 when it is empty.</summary>
    private static int SchemeEnd(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsAsciiLetter(text[i])) continue;
            if (text[i] == ':') return i;
            if (i == 0 || !(char.IsAsciiDigit(text[i]) || text[i] is '+' or '-' or '.')) return -1;
        }
        return -1;
    }

    private static string? FaultOfHost(string host)
    {
        var portFrom = host.StartsWith('[') ? host.IndexOf(']', StringComparison.Ordinal) + 1 : host.LastIndexOf(':') is var colon and >= 0 ? colon : host.Length;
        if (host.StartsWith('[') && portFrom == 0) return "missing ']' in host";
        var port = host[portFrom..];
        if (port.Length > 0 && (port[0] != ':' || port.AsSpan(1).IndexOfAnyExceptInRange('0', '9') >= 0)) return $"invalid port \"{port}\" after host";
        var bad = host.AsSpan(0, portFrom).IndexOfAny(BadInHost);
        return bad >= 0 ? $"invalid character \"{host[bad]}\" in host name" : FaultOfEscapes(host);
    }

    private static string? FaultOfEscapes(string text)
    {
        for (var i = text.IndexOf('%', StringComparison.Ordinal); i >= 0; i = text.IndexOf('%', i + 1))
            if (i + 2 >= text.Length || !char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2]))
                return $"invalid URL escape \"{text.Substring(i, Math.Min(3, text.Length - i))}\"";
        return null;
    }

    private static string Escape(string path)
    {
        const string Plain = "-_.~!$&'()*+,;=:@/[]%";
        var escaped = new StringBuilder(path.Length);
        foreach (var b in Encoding.UTF8.GetBytes(path))
        {
            if (char.IsAsciiLetterOrDigit((char)b) || Plain.Contains((char)b, StringComparison.Ordinal)) escaped.Append((char)b);
            else escaped.Append(CultureInfo.InvariantCulture, $"%{b:X2}");
        }
        return escaped.ToString();
    }
}
