using System.Net;
using Timonier.Kernel;
using static Timonier.Kinds.Validation;

namespace Timonier.Kinds;

/// <summary>Rules of IPAddresses and ServiceCIDRs.</summary>
internal static class AddressRules
{
    /// <summary>The name of an IPAddress is the address itself in its canonical form.</summary>
    public static string[] Name(string name)
    {
        if (!Names.IsIp(name) || !IPAddress.TryParse(name, out var address)) return [$"ParseAddr({GoText.Quote(name)}): unable to parse IP"];
        return address.ToString() == name ? [] : ["must be a canonical format IP address"];
    }

    public static void Parent(Place parent)
    {
        if (!parent.Exists)
        {
            parent.Required();
            return;
        }
        NameIn(parent["group"], Names.Dns1123Subdomain);
        parent["resource"].RequiredText(PathSegment);
        parent["name"].RequiredText(PathSegment);
        NameIn(parent["namespace"], PathSegment);
        parent.Immutable();
    }

    public static void Ranges(Place spec)
    {
        var ranges = spec["cidrs"];
        var families = ranges.Items.Select(r => r.Text.Contains(':', StringComparison.Ordinal)).ToList();
        if (ranges.IsUpdate) Grown(ranges);
        if (ranges.Count == 0) ranges.Required("at least one CIDR required");
        else if (ranges.Count > 2) ranges.Add(FieldErrors.InvalidRaw(ranges.Path, spec.Node.ToString(), "may only hold up to 2 values"));
        else if (ranges.Count == 2 && families[0] == families[1])
            ranges.Add(FieldErrors.InvalidRaw(ranges.Path, spec.Node.ToString(), "may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64"));
        else foreach (var range in ranges.Items) Range(range);
    }

    /// <summary>A range of one family may be joined by one of the other.</summary>
    private static void Grown(Place ranges)
    {
        for (var i = 0; i < Math.Max(ranges.Old.Count, ranges.Count == 0 ? 0 : 1); i++)
        {
            if (ranges.Node[i].AsString() == ranges.Old[i].AsString()) continue;
            ranges.Invalid(FieldErrors.Immutable);
            return;
        }
    }

    private static void Range(Place range)
    {
        if (Names.Cidr(range.Text).Length > 0)
        {
            range.Invalid($"netip.ParsePrefix({GoText.Quote(range.Text)}): no '/'");
            return;
        }
        var parts = range.Text.Split('/');
        var address = IPAddress.Parse(parts[0]);
        if (!IPNetwork.Parse(range.Text).BaseAddress.Equals(address)) range.Invalid("wrong CIDR format, IP doesn't match network IP address");
        if ($"{address}/{parts[1]}" != range.Text) range.Invalid("CIDR not in RFC 5952 canonical format");
    }
}
