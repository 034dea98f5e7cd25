using System.Net;
using System.Net.Sockets;
using Timonier.Contracts.Network;
using Timonier.Documents;

namespace Timonier.ServiceProxy;

/// <summary>The endpoints of one service port in one address family, sorted by whether they may take traffic.</summary>
internal sealed class EndpointChoice
{
    private readonly SortedDictionary<string, ServiceBackend> ready = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, ServiceBackend> draining = new(StringComparer.Ordinal);

    /// <summary>Ready ones; when there is none, those that still serve while they terminate.</summary>
    public IReadOnlyList<ServiceBackend> Backends => [.. (ready.Count > 0 ? ready : draining).Values];

    /// <summary>What a Local policy falls back to when no ready backend is on this node.</summary>
    public IReadOnlyList<ServiceBackend> DrainingHere => [.. draining.Values.Where(b => b.IsLocal)];

    public static EndpointChoice Of(IEnumerable<Document> slices, string portName, string protocol, AddressFamily family, string nodeName)
    {
        var choice = new EndpointChoice();
        var addressType = family == AddressFamily.InterNetwork ? "IPv4"u8 : "IPv6"u8;
        foreach (var slice in slices)
        {
            if (!slice.Root["addressType"u8].TextEquals(addressType)) continue;
            var port = PortOf(slice, portName, protocol);
            if (port == 0) continue;
            foreach (var endpoint in slice.Root["endpoints"u8].Items) choice.Add(endpoint, port, nodeName);
        }
        return choice;
    }

    private void Add(Node endpoint, int port, string nodeName)
    {
        // Upstream's proxies read the first address only: the others are aliases of the same endpoint.
        if (!IPAddress.TryParse(endpoint["addresses"u8][0].AsString(), out var address)) return;
        var conditions = endpoint["conditions"u8];
        var isReady = conditions["ready"u8].AsBoolOrNull() ?? true;
        var isServing = conditions["serving"u8].AsBoolOrNull() ?? isReady;
        var isTerminating = conditions["terminating"u8].AsBoolOrNull() ?? false;
        var backend = new ServiceBackend(address, port, nodeName.Length > 0 && endpoint["nodeName"u8].AsString() == nodeName);
        var key = $"{address}:{port}";
        if (isReady) ready[key] = backend;
        else if (isServing && isTerminating) draining[key] = backend;
    }

    /// <summary>Slices carry resolved numbers; a service port finds its own by name.</summary>
    private static int PortOf(Document slice, string name, string protocol)
    {
        foreach (var port in slice.Root["ports"u8].Items)
            if (port["name"u8].AsString() == name && (port["protocol"u8].AsStringOrNull() ?? "TCP") == protocol)
                return port["port"u8].AsInt32();
        return 0;
    }
}
