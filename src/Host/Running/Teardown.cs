using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Timonier.Host.Configuration;
using Timonier.Host.Processes;
using Timonier.Network.Linux;
using Timonier.Node.Cgroups;
using Timonier.Node.Volumes;
using Timonier.Runtime.Cri;

namespace Timonier.Host.Running;

/// <summary>Ends everything that a server or agent with these folders has left running in the machine, in the order of dependence.</summary>
internal static class Teardown
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>The server, its pods, the runtime, links and rules, and mounts. With <paramref name="keepData"/> the next start goes on where this one ended.</summary>
    public static async Task RunAsync(ServerConfig config, bool keepData, CancellationToken cancellation)
    {
        var time = TimeProvider.System;
        await new PidFile(config.RunDir).StopAsync(Patience, cancellation);
        var runtime = NodeParts.RuntimeConfig(config);
        if (config.RuntimeEndpoint.Length == 0 && Directory.Exists(runtime.RootDirectory))
            await using (var containers = new CriRuntime(runtime, time, NullLoggerFactory.Instance)) await containers.RemovePodsAndStopAsync(keepData, cancellation);
        await using (var network = new LinuxNodeNetwork(time, NullLogger<LinuxNodeNetwork>.Instance))
            await network.RemoveAllAsync(NodeParts.NetworkConfig(config, IPAddress.Loopback, config.ClusterCidr), cancellation);
        new LinuxMounter().UnmountBelow(Path.Combine(config.DataDir, "kubelet"));
        new CgroupTree(CgroupMounts.Read()).Remove(NodeParts.CgroupOf(config));
        Delete(config.RunDir);
        // Volumes and logs belong to pods that are gone now; what stays is the store, the keys and the images.
        Delete(Path.Combine(config.DataDir, "kubelet"));
        Delete(config.LogDir);
        if (!keepData) Delete(config.DataDir);
    }

    private static void Delete(string folder)
    {
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }
}
