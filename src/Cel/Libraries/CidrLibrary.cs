using Timonier.Cel.Costs;
using Timonier.Cel.Functions;

namespace Timonier.Cel.Libraries;

/// <summary>Networks, and what they contain.</summary>
internal static class CidrLibrary
{
    /// <summary>An address is of 4 or of 16 bytes.</summary>
    private static readonly CelCost AddressSize = new(4, 16);

    public static void AddTo(FunctionTable table)
    {
        var cidr = CelCidr.CidrType;
        table.Type(cidr);
        table.Global("cidr", [CelType.String], cidr, a => Parse(a[0].AsString()), CallCost.Traversal(0));
        table.Global("isCIDR", [CelType.String], CelType.Bool, a => CelValue.Of(CelCidr.Parse(a[0].AsString(), out _) is not null), CallCost.Traversal(0));
        table.Global("string", [cidr], CelType.String, a => CelValue.Of(Of(a[0]).ToString()));
        table.Member("ip", [cidr], CelIp.IpType, a => CelValue.Of(Of(a[0]).Ip));
        table.Member("prefixLength", [cidr], CelType.Int, a => CelValue.Of((long)Of(a[0]).PrefixLength));
        table.Member("masked", [cidr], cidr, a => CelValue.Of(Of(a[0]).Masked()));
        table.Member("containsIP", [cidr, CelIp.IpType], CelType.Bool, a => CelValue.Of(Of(a[0]).Contains((CelIp)a[1].AsOpaque())), Comparing(parses: false, isNetwork: false));
        table.Member("containsIP", [cidr, CelType.String], CelType.Bool, a => ContainsIp(Of(a[0]), a[1].AsString()), Comparing(parses: true, isNetwork: false));
        table.Member("containsCIDR", [cidr, cidr], CelType.Bool, a => CelValue.Of(Of(a[0]).Contains(Of(a[1]))), Comparing(parses: false, isNetwork: true));
        table.Member("containsCIDR", [cidr, CelType.String], CelType.Bool, a => ContainsCidr(Of(a[0]), a[1].AsString()), Comparing(parses: true, isNetwork: true));
    }

    /// <summary>Compares two addresses; a network is masked first, and a text has to be read.</summary>
    private static CallCost Comparing(bool parses, bool isNetwork) => new(
        (arguments, in _) =>
        {
            var size = (ulong)arguments[0].Size;
            var cost = CelCost.Scale(size + size, CallCost.PerCharacter);
            if (isNetwork) cost += CelCost.Scale(size, CallCost.PerCharacter) + 1;
            return parses ? cost + CelCost.Scale((ulong)arguments[1].Size, CallCost.PerCharacter) : cost;
        },
        arguments =>
        {
            var cost = (AddressSize + AddressSize).Times(CallCost.PerCharacter);
            if (isNetwork) cost += AddressSize.Times(CallCost.PerCharacter) + CelCost.One;
            return new CallEstimate(parses ? cost + arguments[1].Size.Times(CallCost.PerCharacter) : cost);
        });

    private static CelCidr Of(in CelValue value) => (CelCidr)value.AsOpaque();

    private static CelValue Parse(string text) => CelCidr.Parse(text, out var fault) is { } cidr ? CelValue.Of(cidr) : CelValue.Error(fault);

    private static CelValue ContainsIp(CelCidr cidr, string text) => CelIp.Parse(text, out var fault) is { } ip ? CelValue.Of(cidr.Contains(ip)) : CelValue.Error(fault);

    private static CelValue ContainsCidr(CelCidr cidr, string text) => CelCidr.Parse(text, out var fault) is { } other ? CelValue.Of(cidr.Contains(other)) : CelValue.Error(fault);
}
