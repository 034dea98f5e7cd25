using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Timonier.Contracts.Network;
using Timonier.Network.Linux;
using Timonier.ServiceProxy;

namespace Timonier.Network.Bench;

/// <summary>Services as rules of the kernel's packet filter: the first table, and one endpoint changed.</summary>
internal static class RuleMeasures
{
    private const int Changes = 20;

    public static async Task RunAsync(MadeUpCluster cluster, ResultTable table)
    {
        var folder = Directory.CreateTempSubdirectory("timonier-net-bench-").FullName;
        var config = new NodeNetworkConfig(IPNetwork.Parse("10.42.0.0/24"), IPNetwork.Parse("10.42.0.0/16"), IPNetwork.Parse("10.43.0.0/16"),
            IPAddress.Loopback, [], 30000, 32767, folder, Path.Combine(folder, "cni.sock"), Mtu: 1500);
        await using var network = new LinuxNodeNetwork(TimeProvider.System, NullLogger<LinuxNodeNetwork>.Instance);
        await network.StartAsync(config, CancellationToken.None);
        try
        {
            Plan(cluster);
            var meter = Meter.Start();
            var first = Plan(cluster);
            table.Add("rules, 1,000 services with 3 endpoints planned", $"{meter.Seconds * 1000:N1} ms", meter.CpuPer(1));
            meter = Meter.Start();
            await network.ApplyServicesAsync(first, CancellationToken.None);
            table.Add("rules, the same applied to an empty table (nft included in time, not in CPU)", $"{meter.Seconds * 1000:N0} ms", meter.CpuPer(1));

            meter = Meter.Start();
            for (var i = 1; i <= Changes; i++)
            {
                cluster.ReplaceEndpoint(500, i);
                await network.ApplyServicesAsync(Plan(cluster), CancellationToken.None);
            }
            table.Add("rules, one endpoint of one service changed: planned and applied", $"{meter.Seconds * 1000 / Changes:N1} ms", meter.CpuPer(Changes));
        }
        finally
        {
            await network.RemoveAllAsync(config, CancellationToken.None);
            Directory.Delete(folder, recursive: true);
        }
    }

    private static ServiceTable Plan(MadeUpCluster cluster) => ServiceTablePlan.Compute(cluster.Services, cluster.Slices, "n0");
}
