using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Kinds;

public static partial class TablePrinter
{
    // Tables stay readable: upstream shows three and counts the rest.
    private const int MostShown = 3;

    private static DraftArray OfService(Document service, DateTimeOffset now)
    {
        var type = service.Spec["type"u8].AsString();
        var ip = service.Spec["clusterIPs"u8].Count > 0 ? service.Spec["clusterIPs"u8][0].AsString() : service.Spec["clusterIP"u8].AsString();
        var selector = LabelSelectors.OfMap(service.Spec["selector"u8]);
        return [service.Name, type, OrNone(ip), ExternalIp(service, type), PortsOf(service), AgeOf(service, now), OrNone(selector.ToString())];
    }

    private static string ExternalIp(Document service, string type)
    {
        if (type == "ExternalName") return service.Spec["externalName"u8].AsString();
        var addresses = new List<string>();
        if (type == "LoadBalancer" && BalancedAddresses(service) is { Length: > 0 } balanced) addresses.Add(balanced);
        foreach (var address in service.Spec["externalIPs"u8].Items) addresses.Add(address.AsString());
        return addresses.Count > 0 ? string.Join(',', addresses) : type == "LoadBalancer" ? "<pending>" : "<none>";
    }

    private static string PortsOf(Document service)
    {
        var ports = new List<string>();
        foreach (var port in service.Spec["ports"u8].Items)
        {
            var node = port["nodePort"u8].AsInt32();
            ports.Add($"{port["port"u8].AsInt32()}{(node > 0 ? ":" + Text(node) : "")}/{OrElse(port["protocol"u8].AsString(), "TCP")}");
        }
        return OrNone(string.Join(',', ports));
    }

    private static string EndpointsOf(Document endpoints)
    {
        var shown = new List<string>();
        foreach (var subset in endpoints.Root["subsets"u8].Items)
        {
            foreach (var address in subset["addresses"u8].Items)
            {
                var ip = address["ip"u8].AsString();
                if (subset["ports"u8].Count == 0) shown.Add(ip);
                foreach (var port in subset["ports"u8].Items)
                    shown.Add($"{(ip.Contains(':', StringComparison.Ordinal) ? $"[{ip}]" : ip)}:{port["port"u8].AsInt32()}");
            }
        }
        return Shortened(shown, " + {0} more...");
    }

    private static DraftArray OfEndpointSlice(Document slice, DateTimeOffset now)
    {
        var ports = new List<string>();
        foreach (var port in slice.Root["ports"u8].Items) ports.Add(port["port"u8].Exists ? port["port"u8].AsText() : "*");
        var addresses = new List<string>();
        foreach (var endpoint in slice.Root["endpoints"u8].Items)
            foreach (var address in endpoint["addresses"u8].Items) addresses.Add(address.AsString());
        return
        [
            slice.Name, slice.Root["addressType"u8].AsString(), Unset(Shortened(ports, " + {0} more...")), Unset(Shortened(addresses, " + {0} more...")), AgeOf(slice, now),
        ];
    }

    private static string Unset(string text) => text == "<none>" ? "<unset>" : text;

    private static string Shortened(List<string> items, string rest)
    {
        if (items.Count == 0) return "<none>";
        var text = string.Join(',', items.Take(MostShown));
        return items.Count > MostShown ? text + rest.Replace("{0}", Text(items.Count - MostShown), StringComparison.Ordinal) : text;
    }
}
