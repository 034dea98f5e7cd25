using System.Globalization;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Timonier.Client;
using Timonier.Client.Http;
using Timonier.Host.Configuration;
using Timonier.Host.Joining;
using Timonier.Host.Renewals;
using Timonier.Pki;

namespace Timonier.Host.Running;

/// <summary>A further node from start to end: joins at the first start, remembers what it got, and runs the node parts.</summary>
internal static class AgentProcess
{
    public static Task RunAsync(ServerConfig config, CancellationToken cancellation) => ProcessFrame.RunAsync(config, async frame =>
    {
        var (time, loggers, parts) = (frame.Time, frame.Loggers, frame.Parts);
        var address = config.AdvertiseAddress ?? await AddressAsync(config, cancellation);
        var joining = new NodeJoining(config, address, time);
        var joined = await joining.LoadOrJoinAsync(cancellation);
        using var http = joining.Connect(joined);
        var client = new HttpClusterClient(http);

        // The one waits for the node to be registered, and must not keep the other waiting.
        var logger = loggers.CreateLogger<RenewalLoop>();
        parts.Add("client certificate", new RenewalLoop([new RenewedByCluster("kubelet-client", joining.Client, client)], time, logger).RunAsync);
        parts.Add("serving certificate", new RenewalLoop([new RenewedByCluster("kubelet-serving", joining.Serving, client)], time, logger).RunAsync);

        var clients = X509Certificate2.CreateFromPem(joined.Settings.ClientAuthorityPem);
        var identity = new NodeIdentity(() => joining.Serving.Current, () => clients, address);
        await using var node = new NodeParts(Shared(config, joined.Settings), identity, new OneIdentity(client), time, frame.Ids, loggers);
        parts.Add("node", node.RunAsync);
        await parts.RunAsync(cancellation);
    });

    private static ServerConfig Shared(ServerConfig config, NodeSettings settings) => config with
    {
        ClusterCidr = IPNetwork.Parse(settings.ClusterCidr),
        ServiceCidr = IPNetwork.Parse(settings.ServiceCidr),
        ClusterDomain = settings.ClusterDomain,
        NodePortFirst = int.Parse(settings.NodePortFirst, CultureInfo.InvariantCulture),
        NodePortLast = int.Parse(settings.NodePortLast, CultureInfo.InvariantCulture),
    };

    private static async Task<IPAddress> AddressAsync(ServerConfig config, CancellationToken cancellation) =>
        Uri.TryCreate(config.Server, UriKind.Absolute, out var server) ? await NodeAddress.FindTowardsAsync(server, cancellation) : NodeAddress.Find();
}
