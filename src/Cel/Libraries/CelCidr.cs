using System.Globalization;

namespace Timonier.Cel.Libraries;

/// <summary>An address with the length of its network's prefix; the address keeps its host bits.</summary>
internal sealed class CelCidr(CelIp ip, int prefixLength) : CelOpaque(CidrType)
{
    public static readonly CelType CidrType = CelType.Opaque("net.CIDR");

    public CelIp Ip => ip;

    public int PrefixLength => prefixLength;

    public override long Size => (prefixLength + 7) / 8;

    public CelCidr Masked()
    {
        var bytes = (byte[])ip.Bytes.Clone();
        for (var i = 0; i < bytes.Length; i++) bytes[i] &= (byte)(0xff00 >> Math.Clamp(prefixLength - i * 8, 0, 8));
        return new CelCidr(new CelIp(bytes), prefixLength);
    }

    public bool Contains(CelIp other) =>
        other.IsV4 == ip.IsV4 && new CelCidr(other, prefixLength).Masked().Ip.Equals(Masked().Ip);

    public bool Contains(CelCidr other) => other.PrefixLength >= prefixLength && Contains(other.Ip);

    public override bool Equals(object? obj) => obj is CelCidr other && other.PrefixLength == prefixLength && other.Ip.Equals(ip);

    public override int GetHashCode() => HashCode.Combine(ip, prefixLength);

    public override string ToString() => $"{ip}/{prefixLength}";

    public static CelCidr? Parse(string text, out string fault)
    {
        fault = $"network address parse error during conversion from string: netip.ParsePrefix(\"{text}\"): no '/'";
        var slash = text.LastIndexOf('/');
        if (slash < 0) return null;
        fault = $"network address parse error during conversion from string: netip.ParsePrefix(\"{text}\"): unable to parse IP";
        if (text.Contains('%', StringComparison.Ordinal) || !CelIp.TryRead(text[..slash], out var bytes)) return null;
        fault = $"IPv4-mapped IPv6 address \"{text}\" is not allowed";
        if (CelIp.IsMapped(bytes)) return null;
        var bits = text[(slash + 1)..];
        fault = $"network address parse error during conversion from string: netip.ParsePrefix(\"{text}\"): bad bits after slash: \"{bits}\"";
        if (bits.Length is 0 or > 3 || (bits.Length > 1 && bits[0] == '0') || !int.TryParse(bits, NumberStyles.None, CultureInfo.InvariantCulture, out var length)) return null;
        fault = $"network address parse error during conversion from string: netip.ParsePrefix(\"{text}\"): prefix length out of range";
        return length > bytes.Length * 8 ? null : new CelCidr(new CelIp(bytes), length);
    }
}
