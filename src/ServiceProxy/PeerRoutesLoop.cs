using Microsoft.Extensions.Logging;
using Timonier.Client;
using Timonier.Client.Informers;
using Timonier.Contracts.Cluster;
using Timonier.Contracts.Network;
using Timonier.Kernel;

namespace Timonier.ServiceProxy;

/// <summary>Keeps the routes to other nodes' pods equal to what the Node objects say.</summary>
public sealed partial class PeerRoutesLoop(IInformerSource informers, INodeNetwork network, string nodeName, TimeProvider time, IIdSource ids, ILogger logger)
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(10);

    public async Task RunAsync(CancellationToken cancellation)
    {
        var nodes = informers.For(CoreResources.Nodes);
        using var changes = await ChangeSignal.OfAsync([nodes], cancellation);
        IReadOnlyList<NodePeer>? applied = null;
        var retry = new RetryDelay(FirstRetry, LongestRetry, ids);
        while (true)
        {
            await changes.WaitAsync(cancellation);
            var peers = PeerRoutesPlan.Compute(nodes.Snapshot, nodeName);
            // Node objects change with every heartbeat; routes hardly ever.
            if (applied is not null && applied.SequenceEqual(peers)) continue;
            try
            {
                await network.ApplyPeersAsync(peers, cancellation);
                applied = peers;
                retry.Reset();
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // One node with an address that cannot be reached from here must not end this one.
                applied = null;
                var delay = retry.Next();
                LogFailed(e, delay);
                changes.Raise();
                await Task.Delay(delay, time, cancellation);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Routes to other nodes could not be applied; trying again in {Delay}")]
    private partial void LogFailed(Exception cause, TimeSpan delay);
}
