using System.Net;
using Timonier.Contracts.Cluster;
using Timonier.Contracts.Network;
using Timonier.Documents;

namespace Timonier.ServiceProxy;

/// <summary>The other nodes with a range and an address, by name: where pods that are not here can be found.</summary>
public static class PeerRoutesPlan
{
    public static IReadOnlyList<NodePeer> Compute(ObjectSnapshot nodes, string nodeName)
    {
        var peers = new List<NodePeer>();
        foreach (var node in nodes.All.OrderBy(n => n.Name, StringComparer.Ordinal))
        {
            if (node.Name == nodeName || InternalAddress(node) is not { } address) continue;
            if (IPNetwork.TryParse(node.Spec["podCIDR"u8].AsString(), out var range)) peers.Add(new NodePeer(node.Name, range, address));
        }
        return peers;
    }

    private static IPAddress? InternalAddress(Document node)
    {
        foreach (var address in node.Status["addresses"u8].Items)
            if (address["type"u8].TextEquals("InternalIP"u8) && IPAddress.TryParse(address["address"u8].AsString(), out var parsed)) return parsed;
        return null;
    }
}
