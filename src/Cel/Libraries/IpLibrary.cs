using Timonier.Cel.Costs;
using Timonier.Cel.Functions;

namespace Timonier.Cel.Libraries;

/// <summary>Addresses and what kind they are.</summary>
internal static class IpLibrary
{
    public static void AddTo(FunctionTable table)
    {
        var ip = CelIp.IpType;
        table.Type(ip);
        table.Global("ip", [CelType.String], ip, a => Parse(a[0].AsString()), CallCost.Traversal(0));
        table.Global("isIP", [CelType.String], CelType.Bool, a => CelValue.Of(CelIp.Parse(a[0].AsString(), out _) is not null), CallCost.Traversal(0));
        table.Global("ip.isCanonical", [CelType.String], CelType.Bool, a => IsCanonical(a[0].AsString()), CallCost.Traversal(0, times: 2));
        table.Global("string", [ip], CelType.String, a => CelValue.Of(Of(a[0]).ToString()));
        table.Member("family", [ip], CelType.Int, a => CelValue.Of(Of(a[0]).IsV4 ? 4L : 6L));
        foreach (var (name, test) in (ReadOnlySpan<(string, Func<CelIp, bool>)>)
        [
            ("isUnspecified", i => i.IsUnspecified), ("isLoopback", i => i.IsLoopback), ("isLinkLocalMulticast", i => i.IsLinkLocalMulticast),
            ("isLinkLocalUnicast", i => i.IsLinkLocalUnicast), ("isGlobalUnicast", i => i.IsGlobalUnicast),
        ])
            table.Member(name, [ip], CelType.Bool, a => CelValue.Of(test(Of(a[0]))));
    }

    private static CelIp Of(in CelValue value) => (CelIp)value.AsOpaque();

    private static CelValue Parse(string text) => CelIp.Parse(text, out var fault) is { } ip ? CelValue.Of(ip) : CelValue.Error(fault);

    private static CelValue IsCanonical(string text) => CelIp.Parse(text, out var fault) is { } ip ? CelValue.Of(ip.ToString() == text) : CelValue.Error(fault);
}
