using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Timonier.Client;
using Timonier.Client.Http;
using Timonier.Host.Configuration;
using Timonier.Host.Joining;
using Timonier.Host.Renewals;

namespace Timonier.Host.Running;

/// <summary>A further node from start to end: joins at the first start, remembers what it got, and runs the node parts.</summary>
internal static class AgentProcess
{
    public static Task RunAsync(ServerConfig config, CancellationToken cancellation) => ProcessFrame.RunAsync(config, async frame =>
    {
        var (time, loggers, parts) = (frame.Time, frame.Loggers, frame.Parts);
        var address = config.AdvertiseAddress ?? await AddressAsync(config, cancellation);
        var file = new JoinedNodeFile(config, address, time);
        var joined = await file.LoadOrJoinAsync(cancellation);
        var shared = config with
        {
            ClusterCidr = IPNetwork.Parse(joined.ClusterCidr),
            ServiceCidr = IPNetwork.Parse(joined.ServiceCidr),
            ClusterDomain = joined.ClusterDomain,
        };
        var certificates = new JoinedCertificates(joined, file.RenewAsync);
        parts.Add("certificates", new RenewalLoop([certificates], time, loggers.CreateLogger<RenewalLoop>()).RunAsync);
        using var http = new ClusterEndpoint(joined.Server)
        {
            Authorities = [X509Certificate2.CreateFromPem(joined.ServerAuthorityPem)],
            Certificate = () => certificates.Client,
        }.CreateHttpClient();
        var identity = new NodeIdentity(() => certificates.Serving, X509Certificate2.CreateFromPem(joined.ClientAuthorityPem), address);
        await using var node = new NodeParts(shared, identity, new OneIdentity(new HttpClusterClient(http)), time, frame.Ids, loggers);
        parts.Add("node", node.RunAsync);
        await parts.RunAsync(cancellation);
    });

    private static async Task<IPAddress> AddressAsync(ServerConfig config, CancellationToken cancellation) =>
        Uri.TryCreate(config.Server, UriKind.Absolute, out var server) ? await NodeAddress.FindTowardsAsync(server, cancellation) : NodeAddress.Find();
}
