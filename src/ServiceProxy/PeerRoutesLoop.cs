using System.Threading.Channels;
using Timonier.Contracts.Cluster;
using Timonier.Contracts.Network;
using Timonier.Kernel;

namespace Timonier.ServiceProxy;

/// <summary>Keeps the routes to other nodes' pods equal to what the Node objects say.</summary>
public sealed class PeerRoutesLoop(IInformerSource informers, INodeNetwork network, string nodeName)
{
    private static readonly ResourceName Nodes = new("", "v1", "nodes");

    public async Task RunAsync(CancellationToken cancellation)
    {
        var nodes = informers.For(Nodes);
        var changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        using var onNode = nodes.Subscribe(_ => changes.Writer.TryWrite(true));
        await nodes.SyncedAsync(cancellation);
        changes.Writer.TryWrite(true);
        IReadOnlyList<NodePeer>? applied = null;
        while (await changes.Reader.WaitToReadAsync(cancellation))
        {
            changes.Reader.TryRead(out _);
            var peers = PeerRoutesPlan.Compute(nodes.Snapshot, nodeName);
            // Node objects change with every heartbeat; routes hardly ever.
            if (applied is not null && applied.SequenceEqual(peers)) continue;
            await network.ApplyPeersAsync(peers, cancellation);
            applied = peers;
        }
    }
}
