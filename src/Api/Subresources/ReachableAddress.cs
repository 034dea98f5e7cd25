using System.Net;

namespace Timonier.Api.Subresources;

/// <summary>Addresses that a request may be passed on to: none of this machine's own, none that ends at the next wire.</summary>
internal static class ReachableAddress
{
    public static bool Accepts(string text) => IPAddress.TryParse(text, out var address) && Accepts(address);

    public static bool Accepts(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return !IPAddress.IsLoopback(address) && !address.Equals(IPAddress.IPv6Any) && !address.IsIPv6LinkLocal && !address.IsIPv6Multicast
            && address.GetAddressBytes() is not ([0, _, _, _] or [169, 254, _, _] or [>= 224, _, _, _]);
    }
}
