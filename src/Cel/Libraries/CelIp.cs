using System.Globalization;
using System.Text;

namespace Timonier.Cel.Libraries;

/// <summary>An IPv4 or IPv6 address, read strictly: no zones, no leading zeros, no IPv4 within IPv6.</summary>
internal sealed class CelIp(byte[] bytes) : CelOpaque(IpType)
{
    public static readonly CelType IpType = CelType.Opaque("net.IP");

    public byte[] Bytes => bytes;

    public bool IsV4 => bytes.Length == 4;

    public override long Size => bytes.Length;

    public bool IsUnspecified => Array.TrueForAll(bytes, b => b == 0);

    public bool IsLoopback => IsV4 ? bytes[0] == 127 : bytes[15] == 1 && Array.TrueForAll(bytes[..15], b => b == 0);

    public bool IsMulticast => IsV4 ? (bytes[0] & 0xf0) == 0xe0 : bytes[0] == 0xff;

    public bool IsLinkLocalMulticast => IsV4 ? bytes is [224, 0, 0, _] : bytes[0] == 0xff && (bytes[1] & 0x0f) == 2;

    public bool IsLinkLocalUnicast => IsV4 ? bytes is [169, 254, _, _] : bytes[0] == 0xfe && (bytes[1] & 0xc0) == 0x80;

    public bool IsGlobalUnicast => !IsUnspecified && !IsLoopback && !IsMulticast && !IsLinkLocalUnicast && !(IsV4 && bytes is [255, 255, 255, 255]);

    public override bool Equals(object? obj) => obj is CelIp other && other.Bytes.AsSpan().SequenceEqual(bytes);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(bytes);
        return hash.ToHashCode();
    }

    /// <summary>The canonical text: lower case, the longest run of zero groups left out.</summary>
    public override string ToString()
    {
        if (IsV4) return string.Join('.', bytes);
        var (start, length) = LongestZeros();
        var text = new StringBuilder();
        for (var i = 0; i < 8; i++)
        {
            if (i == start && length > 1)
            {
                text.Append("::");
                i += length - 1;
                continue;
            }
            if (text.Length > 0 && text[^1] != ':') text.Append(':');
            text.Append(CultureInfo.InvariantCulture, $"{Group(i):x}");
        }
        return text.ToString();
    }

    public static CelIp? Parse(string text, out string fault)
    {
        fault = "";
        if (text.Contains('%', StringComparison.Ordinal) && text.Contains(':', StringComparison.Ordinal)) fault = $"IP address \"{text}\" with zone value is not allowed";
        else if (!TryRead(text, out var read)) fault = $"IP Address \"{text}\" parse error during conversion from string: ParseAddr(\"{text}\"): unable to parse IP";
        else if (IsMapped(read)) fault = $"IPv4-mapped IPv6 address \"{text}\" is not allowed";
        else return new CelIp(read);
        return null;
    }

    public static bool TryRead(string text, out byte[] bytes)
    {
        bytes = [];
        return text.Contains(':', StringComparison.Ordinal) ? TryReadV6(text, out bytes) : TryReadV4(text, out bytes);
    }

    public static bool IsMapped(byte[] bytes) => bytes.Length == 16 && bytes[10] == 0xff && bytes[11] == 0xff && Array.TrueForAll(bytes[..10], b => b == 0);

    private static bool TryReadV4(string text, out byte[] bytes)
    {
        bytes = new byte[4];
        var parts = text.Split('.');
        if (parts.Length != 4) return false;
        for (var i = 0; i < 4; i++)
            if (parts[i].Length > 3 || (parts[i].Length > 1 && parts[i][0] == '0') || !byte.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out bytes[i])) return false;
        return true;
    }

    private static bool TryReadV6(string text, out byte[] bytes)
    {
        bytes = new byte[16];
        var gap = text.IndexOf("::", StringComparison.Ordinal);
        if (gap >= 0 && text.IndexOf("::", gap + 1, StringComparison.Ordinal) >= 0) return false;
        if (!TryGroups(gap < 0 ? text : text[..gap], isLast: gap < 0, out var head)) return false;
        if (!TryGroups(gap < 0 ? "" : text[(gap + 2)..], isLast: true, out var tail)) return false;
        var total = head.Length + tail.Length;
        if (gap < 0 ? total != 16 : total > 14) return false;
        head.CopyTo(bytes, 0);
        tail.CopyTo(bytes, 16 - tail.Length);
        return true;
    }

    private static bool TryGroups(string text, bool isLast, out byte[] bytes)
    {
        bytes = [];
        if (text.Length == 0) return true;
        var read = new List<byte>(16);
        var parts = text.Split(':');
        for (var i = 0; i < parts.Length; i++)
        {
            if (isLast && i == parts.Length - 1 && parts[i].Contains('.', StringComparison.Ordinal))
            {
                if (!TryReadV4(parts[i], out var v4)) return false;
                read.AddRange(v4);
            }
            else if (parts[i].Length is 0 or > 4 || !ushort.TryParse(parts[i], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var group)) return false;
            else read.AddRange([(byte)(group >> 8), (byte)group]);
        }
        bytes = [.. read];
        return true;
    }

    private int Group(int index) => bytes[index * 2] << 8 | bytes[index * 2 + 1];

    private (int Start, int Length) LongestZeros()
    {
        var (best, length) = (-1, 0);
        for (var i = 0; i < 8; i++)
        {
            var end = i;
            while (end < 8 && Group(end) == 0) end++;
            if (end - i > length) (best, length) = (i, end - i);
            i = Math.Max(i, end - 1);
        }
        return (best, length);
    }
}
