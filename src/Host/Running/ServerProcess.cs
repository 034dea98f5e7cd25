using Microsoft.Extensions.Logging;
using Timonier.Host.Configuration;
using Timonier.Host.Datastores;
using Timonier.Host.Renewals;
using Timonier.Pki;

namespace Timonier.Host.Running;

/// <summary>A server from start to end. Its containers outlive it.</summary>
internal static class ServerProcess
{
    public static Task RunAsync(ServerConfig config, CancellationToken cancellation) => ProcessFrame.RunAsync(config, async frame =>
    {
        var (time, ids, loggers, parts) = (frame.Time, frame.Ids, frame.Loggers, frame.Parts);
        await using var datastore = await Datastore.OpenAsync(config, time, ids, loggers, cancellation);
        if (config.Datastore.IsShared) await SharedKeys.EnsureAsync(datastore.Store, config, time, cancellation);
        var identity = ServerIdentity.Prepare(config, time);
        await using var plane = await ControlPlane.StartAsync(config, datastore, identity, time, ids, loggers, cancellation);
        plane.AddLoopsTo(parts, config, identity, time, ids, loggers);
        parts.Add("certificates", new RenewalLoop(identity.Renewables, time, loggers.CreateLogger<RenewalLoop>()).RunAsync);

        await using var node = new NodeParts(config, identity.ForNode(), plane.Api, time, ids, loggers);
        if (!config.NoAgent) parts.Add("node", node.RunAsync);
        // Ends in this order: loops, the node's endpoint, requests of the API, the store.
        await parts.RunAsync(cancellation);
    });
}
