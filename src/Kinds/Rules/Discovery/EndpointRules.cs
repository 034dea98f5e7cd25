using System.Net;
using System.Net.Sockets;
using Timonier.Kernel;
using static Timonier.Kinds.Validation;

namespace Timonier.Kinds;

/// <summary>Rules of Endpoints and EndpointSlices.</summary>
internal static class EndpointRules
{
    public static readonly KindRules[] Kinds = [new("", "Endpoints", e => Endpoints(e["subsets"])), new("discovery.k8s.io", "EndpointSlice", EndpointSlice)];

    private const int MaxEndpoints = 1000;
    private const int MaxAddresses = 100;
    private const int MaxPorts = 20000;

    private static void Endpoints(Place subsets)
    {
        foreach (var subset in subsets.Items)
        {
            var addresses = subset["addresses"].Items.Concat(subset["notReadyAddresses"].Items).ToList();
            if (addresses.Count == 0) subset.Required("must specify `addresses` or `notReadyAddresses`");
            foreach (var address in addresses)
            {
                ServiceRules.OutsideAddress(address["ip"]);
                NameIn(address["hostname"], Names.Dns1123Label);
                NameIn(address["nodeName"], Names.Dns1123Subdomain);
            }
            foreach (var port in subset["ports"].Items)
            {
                if (port["name"].Text.Length > 0) port["name"].InvalidEach(Names.Dns1123Label(port["name"].Text));
                else if (subset["ports"].Count > 1) port["name"].Required();
                foreach (var wrong in Names.PortNumber(port["port"].Number)) port.Add(FieldErrors.Invalid(port["port"].Path, port["port"].Number, wrong));
                Protocol(port["protocol"]);
            }
        }
    }

    private static void EndpointSlice(Place slice)
    {
        var type = slice["addressType"];
        type.Choice("FQDN", "IPv4", "IPv6");
        type.Immutable();
        slice["endpoints"].AtMostItems(MaxEndpoints);
        foreach (var endpoint in slice["endpoints"].Items)
        {
            if (endpoint["addresses"].Count == 0) endpoint["addresses"].Required("must contain at least 1 address");
            endpoint["addresses"].AtMostItems(MaxAddresses);
            foreach (var address in endpoint["addresses"].Items) SliceAddress(address, type.Text);
            NameIn(endpoint["nodeName"], Names.Dns1123Subdomain);
            NameIn(endpoint["hostname"], Names.Dns1123Label);
        }
        SlicePorts(slice["ports"]);
    }

    private static void SliceAddress(Place address, string type)
    {
        switch (type)
        {
            case "FQDN":
                address.InvalidEach(Names.Dns1123Subdomain(address.Text));
                break;
            case "IPv4" or "IPv6":
                ServiceRules.OutsideAddress(address);
                var family = type == "IPv4" ? AddressFamily.InterNetwork : AddressFamily.InterNetworkV6;
                if (Names.Ip(address.Text).Length == 0 && IPAddress.TryParse(address.Text, out var ip) && ip.AddressFamily != family) address.Invalid($"must be an {type} address");
                break;
        }
    }

    private static void SlicePorts(Place ports)
    {
        ports.AtMostItems(MaxPorts);
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var port in ports.Items)
        {
            var name = port["name"];
            if (name.Text.Length > 0) name.InvalidEach(Names.Dns1123Label(name.Text));
            if (!names.Add(name.Text)) name.Add(FieldErrors.Duplicate(name.Path, name.Text));
            Protocol(port["protocol"]);
            if (port["appProtocol"].Text.Length > 0) port["appProtocol"].InvalidEach(Names.LabelKey(port["appProtocol"].Text));
        }
    }
}
