using System.Net;
using System.Net.Sockets;
using Timonier.Contracts.Cluster;
using Timonier.Contracts.Network;
using Timonier.Documents;

namespace Timonier.ServiceProxy;

/// <summary>Which addresses and ports lead to which backends, computed from Services and EndpointSlices alone.</summary>
public static class ServiceTablePlan
{
    private const int DefaultAffinitySeconds = 10800;

    public static ServiceTable Compute(ObjectSnapshot services, ObjectSnapshot slices, string nodeName)
    {
        var slicesOf = slices.All.ToLookup(s => (s.Namespace, s.Metadata["labels"u8]["kubernetes.io/service-name"u8].AsString()));
        var ports = new List<ServicePort>();
        foreach (var service in services.All.OrderBy(s => s.Namespace, StringComparer.Ordinal).ThenBy(s => s.Name, StringComparer.Ordinal))
        {
            if (!IsProxied(service)) continue;
            AddPorts(ports, service, [.. slicesOf[(service.Namespace, service.Name)]], nodeName);
        }
        return new ServiceTable(ports);
    }

    private static bool IsProxied(Document service)
    {
        if (service.Spec["type"u8].TextEquals("ExternalName"u8)) return false;
        if (service.Spec["clusterIP"u8].AsString() is "" or "None") return false;
        // Services that name another proxy are that proxy's business.
        return !service.Metadata["labels"u8]["service.kubernetes.io/service-proxy-name"u8].Exists;
    }

    private static void AddPorts(List<ServicePort> ports, Document service, IReadOnlyList<Document> slices, string nodeName)
    {
        var spec = service.Spec;
        var families = AddressesOf(service).GroupBy(a => a.AddressFamily).OrderBy(g => g.Key).ToList();
        var affinity = spec["sessionAffinity"u8].TextEquals("ClientIP"u8)
            ? spec["sessionAffinityConfig"u8]["clientIP"u8]["timeoutSeconds"u8].AsInt32OrNull() ?? DefaultAffinitySeconds
            : 0;
        foreach (var port in spec["ports"u8].Items)
        {
            var name = port["name"u8].AsString();
            var protocol = port["protocol"u8].AsStringOrNull() ?? "TCP";
            if (!Enum.TryParse<ServiceProtocol>(protocol, ignoreCase: true, out var parsed)) continue;
            foreach (var family in families)
            {
                var choice = EndpointChoice.Of(slices, name, protocol, family.Key, nodeName);
                ports.Add(new ServicePort
                {
                    Name = name.Length == 0 ? $"{service.Namespace}/{service.Name}" : $"{service.Namespace}/{service.Name}:{name}",
                    Protocol = parsed,
                    Addresses = [.. family],
                    Port = port["port"u8].AsInt32(),
                    NodePort = spec["type"u8].AsString() is "NodePort" or "LoadBalancer" ? port["nodePort"u8].AsInt32() : 0,
                    Backends = choice.Backends,
                    DrainingHere = choice.DrainingHere,
                    AffinitySeconds = affinity,
                    ExternalLocal = spec["externalTrafficPolicy"u8].TextEquals("Local"u8),
                    InternalLocal = spec["internalTrafficPolicy"u8].TextEquals("Local"u8),
                });
            }
        }
    }

    private static List<IPAddress> AddressesOf(Document service)
    {
        var found = new List<IPAddress>();
        var clusterIps = service.Spec["clusterIPs"u8];
        if (clusterIps.Count == 0) Add(service.Spec["clusterIP"u8]);
        foreach (var address in clusterIps.Items) Add(address);
        foreach (var address in service.Spec["externalIPs"u8].Items) Add(address);
        foreach (var ingress in service.Status["loadBalancer"u8]["ingress"u8].Items)
        {
            // ipMode Proxy: the balancer must see these packets itself, so the node leaves them alone.
            if (!ingress["ipMode"u8].TextEquals("Proxy"u8)) Add(ingress["ip"u8]);
        }
        return found;

        void Add(Node text)
        {
            if (IPAddress.TryParse(text.AsString(), out var address) && !found.Contains(address)) found.Add(address);
        }
    }
}
