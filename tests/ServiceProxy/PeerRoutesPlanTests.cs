using Timonier.Contracts.Cluster;
using Timonier.Documents;

namespace Timonier.ServiceProxy.Tests;

public sealed class PeerRoutesPlanTests
{
    [Fact]
    public void Compute_OtherNodesWithRangeAndAddress_ArePeers()
    {
        var nodes = ObjectSnapshot.Empty
            .With(NodeOf("here", "10.42.0.0/24", "192.0.2.1"))
            .With(NodeOf("there", "10.42.1.0/24", "192.0.2.2"))
            .With(NodeOf("young", "", "192.0.2.3"));
        var peers = PeerRoutesPlan.Compute(nodes, "here");
        peers.Count.ShouldBe(1);
        peers[0].Name.ShouldBe("there");
        peers[0].PodCidr.ToString().ShouldBe("10.42.1.0/24");
        peers[0].Address.ToString().ShouldBe("192.0.2.2");
    }

    private static Document NodeOf(string name, string range, string address) => Document.Parse(
        $$$"""{"kind":"Node","metadata":{"name":"{{{name}}}"},"spec":{"podCIDR":"{{{range}}}"},"status":{"addresses":[{"type":"Hostname","address":"{{{name}}}"},{"type":"InternalIP","address":"{{{address}}}"}]}}""");
}
