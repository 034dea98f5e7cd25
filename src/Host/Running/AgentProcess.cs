using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Timonier.Client;
using Timonier.Client.Http;
using Timonier.Host.Configuration;
using Timonier.Host.Joining;
using Timonier.Host.Processes;
using Timonier.Kernel;

namespace Timonier.Host.Running;

/// <summary>A further node from start to end: joins at the first start, remembers what it got, and runs the node parts.</summary>
internal static class AgentProcess
{
    public static async Task RunAsync(ServerConfig config, CancellationToken cancellation)
    {
        using var loggers = Logging.Create(config.LogLevel);
        var time = TimeProvider.System;
        var ids = new RandomIdSource(new Random());
        var pid = new PidFile(config.RunDir);
        if (pid.Find() is { } running) throw new InvalidOperationException($"an agent already runs with this run-dir, pid {running.Id}");
        pid.Write();
        try
        {
            var address = config.AdvertiseAddress ?? await AddressAsync(config, cancellation);
            var joined = await JoinedNodeFile.LoadOrJoinAsync(config, address, cancellation);
            var shared = config with
            {
                ClusterCidr = IPNetwork.Parse(joined.ClusterCidr),
                ServiceCidr = IPNetwork.Parse(joined.ServiceCidr),
                ClusterDomain = joined.ClusterDomain,
            };
            var certificate = joined.Client.ToX509();
            using var http = new ClusterEndpoint(joined.Server)
            {
                Authorities = [X509Certificate2.CreateFromPem(joined.ServerAuthorityPem)],
                Certificate = () => certificate,
            }.CreateHttpClient();
            var identity = new NodeIdentity(joined.Serving.ToX509(), X509Certificate2.CreateFromPem(joined.ClientAuthorityPem), address);
            await using var node = new NodeParts(shared, identity, new OneIdentity(new HttpClusterClient(http)), time, ids, loggers);
            var parts = new Parts(loggers.CreateLogger<Parts>());
            parts.Add("node", node.RunAsync);
            await parts.RunAsync(cancellation);
        }
        finally
        {
            pid.Remove();
        }
    }

    private static async Task<IPAddress> AddressAsync(ServerConfig config, CancellationToken cancellation) =>
        Uri.TryCreate(config.Server, UriKind.Absolute, out var server) ? await NodeAddress.FindTowardsAsync(server, cancellation) : NodeAddress.Find();
}
