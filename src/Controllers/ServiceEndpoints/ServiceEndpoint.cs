using System.Net;
using System.Net.Sockets;
using Timonier.Documents;

namespace Timonier.Controllers.ServiceEndpoints;

/// <summary>A pod behind a service: where it is, how it feels, and which ports it offers.</summary>
public sealed record ServiceEndpoint
{
    public required Document Pod { get; init; }
    public required string Address { get; init; }
    public required IReadOnlyList<EndpointPort> Ports { get; init; }
    public bool IsReady { get; init; }
    public bool IsServing { get; init; }
    public bool IsTerminating { get; init; }

    public string NodeName => Pod.Spec["nodeName"u8].AsString();
    public bool IsIPv6 => IPAddress.TryParse(Address, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6;

    /// <summary>The pods that a service selects and that have an address, with the service's ports resolved on each.</summary>
    public static IReadOnlyList<ServiceEndpoint> Of(Document service, IEnumerable<Document> pods, bool ipv6)
    {
        var found = new List<ServiceEndpoint>();
        var publishAll = service.Spec["publishNotReadyAddresses"u8].AsBool();
        foreach (var pod in pods)
        {
            if (PodFacts.IsFinished(pod) || AddressOf(pod, ipv6) is not { } address) continue;
            var serving = publishAll || PodFacts.IsReady(pod);
            var terminating = PodFacts.IsDeleting(pod);
            found.Add(new ServiceEndpoint
            {
                Pod = pod,
                Address = address,
                Ports = PortsOf(service, pod),
                IsServing = serving,
                IsTerminating = terminating,
                IsReady = publishAll || (serving && !terminating),
            });
        }
        found.Sort((x, y) => string.CompareOrdinal(x.Pod.Name, y.Pod.Name));
        return found;
    }

    private static string? AddressOf(Document pod, bool ipv6)
    {
        foreach (var ip in pod.Status["podIPs"u8].Items)
            if (IsOf(ip["ip"u8].AsString(), ipv6)) return ip["ip"u8].AsString();
        var only = pod.Status["podIP"u8].AsString();
        return IsOf(only, ipv6) ? only : null;
    }

    private static bool IsOf(string text, bool ipv6) =>
        IPAddress.TryParse(text, out var address) && address.AddressFamily == (ipv6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork);

    /// <summary>A port whose name no container of the pod has is left out for this pod.</summary>
    private static List<EndpointPort> PortsOf(Document service, Document pod)
    {
        var ports = new List<EndpointPort>();
        foreach (var port in service.Spec["ports"u8].Items)
        {
            var protocol = port["protocol"u8].AsString() is { Length: > 0 } p ? p : "TCP";
            if (Resolve(port, protocol, pod) is { } number) ports.Add(new EndpointPort(port["name"u8].AsString(), number, protocol, port["appProtocol"u8].AsString()));
        }
        return ports;
    }

    private static int? Resolve(Node port, string protocol, Document pod)
    {
        var target = port["targetPort"u8];
        if (!target.IsString) return target.AsInt32OrNull() is { } number and not 0 ? number : port["port"u8].AsInt32();
        foreach (var container in pod.Spec["containers"u8].Items)
            if (NamedPort(container, target.AsString(), protocol) is { } found) return found;
        foreach (var container in pod.Spec["initContainers"u8].Items)
            if (container["restartPolicy"u8].TextEquals("Always"u8) && NamedPort(container, target.AsString(), protocol) is { } found) return found;
        return null;
    }

    private static int? NamedPort(Node container, string name, string protocol)
    {
        foreach (var port in container["ports"u8].Items)
        {
            var own = port["protocol"u8].AsString();
            if (port["name"u8].AsString() == name && (own.Length == 0 ? "TCP" : own) == protocol) return port["containerPort"u8].AsInt32();
        }
        return null;
    }
}
