using System.Net;
using Timonier.Contracts.Network;
using Timonier.Documents;

namespace Timonier.Network.Linux.Pods;

/// <summary>A sandbox on the pod network: its address, the host's end of its link, and its host ports.</summary>
internal sealed record PodAttachment(string SandboxId, IPAddress Address, string Link, IReadOnlyList<PortMapping> Ports)
{
    public DraftObject ToDraft()
    {
        var ports = new DraftArray();
        foreach (var port in Ports)
            ports.Add(new DraftObject
            {
                ["hostPort"] = port.HostPort,
                ["containerPort"] = port.ContainerPort,
                ["protocol"] = port.Protocol.ToString(),
                ["hostIP"] = port.HostAddress?.ToString() ?? "",
            });
        return new DraftObject { ["id"] = SandboxId, ["address"] = Address.ToString(), ["link"] = Link, ["ports"] = ports };
    }

    /// <summary>Null for a file that is not ours or was damaged: then the sandbox has to be made anew.</summary>
    public static PodAttachment? TryRead(byte[] text)
    {
        Document document;
        try
        {
            document = Document.Parse(text);
        }
        catch (DocumentSyntaxException)
        {
            return null;
        }
        var root = document.Root;
        return IPAddress.TryParse(root["address"u8].AsString(), out var address) && root["id"u8].AsString() is { Length: > 0 } id
            ? new PodAttachment(id, address, root["link"u8].AsString(), PortMapping.ReadAll(root["ports"u8]))
            : null;
    }
}

/// <param name="HostAddress">Only on this address of the node; null: on all.</param>
internal sealed record PortMapping(int HostPort, int ContainerPort, ServiceProtocol Protocol, IPAddress? HostAddress)
{
    public static IReadOnlyList<PortMapping> ReadAll(Node list)
    {
        var found = new List<PortMapping>();
        foreach (var item in list.Items)
        {
            var hostPort = item["hostPort"u8].AsInt32();
            if (hostPort is <= 0 or > 65535) continue;
            var protocol = Enum.TryParse<ServiceProtocol>(item["protocol"u8].AsString(), ignoreCase: true, out var named) ? named : ServiceProtocol.Tcp;
            var host = IPAddress.TryParse(item["hostIP"u8].AsString(), out var address) && !address.Equals(IPAddress.Any) ? address : null;
            found.Add(new PortMapping(hostPort, item["containerPort"u8].AsInt32(), protocol, host));
        }
        return found;
    }
}
