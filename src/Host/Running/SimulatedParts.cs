using Microsoft.Extensions.Logging;
using Timonier.Contracts.Cluster;
using Timonier.Host.Configuration;
using Timonier.Kernel;
using Timonier.Node.Simulated;

namespace Timonier.Host.Running;

/// <summary>The simulated nodes of a server with this configuration.</summary>
internal static class SimulatedParts
{
    public static SimulatedNodes Create(ServerConfig config, IClusterClientFactory clients, TimeProvider time, IIdSource ids, ILoggerFactory loggers) => new(
        new SimulatedNodesConfig
        {
            Count = config.Simulation.Nodes,
            Shape = config.Simulation.Shape,
            Lives = config.Simulation.Lives,
            ClusterDns = [config.DnsAddress.ToString()],
            ClusterDomain = config.ClusterDomain,
            Version = TimonierVersion.Git,
        }, clients, time, ids, loggers);
}
