using System.Buffers.Binary;
using System.Net;
using Timonier.Client;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Documents;

namespace Timonier.Controllers.Nodes;

/// <summary>Gives each node the first free range of the cluster's pod range.</summary>
public static class NodeIpamPlan
{
    /// <param name="nodes">All nodes.</param>
    /// <param name="assigned">Ranges given out whose write has not shown up yet, by node.</param>
    /// <param name="cluster">The range of all pods; IPv4.</param>
    /// <param name="mask">Prefix length of a node's range.</param>
    public static IReadOnlyList<(string Node, string Cidr, PatchAction Write)> Compute(IReadOnlyCollection<Document> nodes, IReadOnlyDictionary<string, string> assigned, IPNetwork cluster, int mask)
    {
        var used = nodes.Select(n => n.Spec["podCIDR"u8].AsString()).Where(c => c.Length > 0).Concat(assigned.Values).ToHashSet(StringComparer.Ordinal);
        var first = BinaryPrimitives.ReadUInt32BigEndian(cluster.BaseAddress.GetAddressBytes());
        var count = 1L << Math.Max(0, mask - cluster.PrefixLength);
        var next = 0L;
        var given = new List<(string, string, PatchAction)>();
        foreach (var node in nodes.Where(n => n.Spec["podCIDR"u8].AsString().Length == 0 && !assigned.ContainsKey(n.Name)).OrderBy(n => n.Name, StringComparer.Ordinal))
        {
            while (next < count && used.Contains(Range(next))) next++;
            if (next == count) break;
            var cidr = Range(next++);
            given.Add((node.Name, cidr, new PatchAction(CoreResources.Nodes, "", node.Name, PatchBody.Strategic(new DraftObject
            {
                ["metadata"] = new DraftObject { ["uid"] = node.Uid },
                ["spec"] = new DraftObject { ["podCIDR"] = cidr, ["podCIDRs"] = new DraftArray([cidr]) },
            }))));
        }
        return given;

        string Range(long index)
        {
            var bytes = new byte[4];
            BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)(first + (index << (32 - mask))));
            return $"{new IPAddress(bytes)}/{mask}";
        }
    }
}
