using Microsoft.Extensions.Logging.Abstractions;
using Timonier.Host.Configuration;
using Timonier.Host.Processes;
using Timonier.Network.Linux;
using Timonier.Node;
using Timonier.Runtime.Cri;

namespace Timonier.Host.Running;

/// <summary>Ends everything that a server or agent with these folders has left running in the machine, in the order of dependence.</summary>
internal static class Teardown
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static async Task StopAsync(ServerConfig config, CancellationToken cancellation)
    {
        var time = TimeProvider.System;
        await new PidFile(config.RunDir).StopAsync(Patience, cancellation);
        if (config.RuntimeEndpoint.Length == 0)
            await ContainerdSupervisor.RemoveAsync(NodeParts.RuntimeConfig(config), time, NullLoggerFactory.Instance, cancellation);
        await using (var network = new LinuxNodeNetwork(time, NullLogger<LinuxNodeNetwork>.Instance)) await network.RemoveAllAsync(cancellation);
        PodDirectories.Unmount(Path.Combine(config.DataDir, "kubelet"));
        if (Directory.Exists(config.RunDir)) Directory.Delete(config.RunDir, recursive: true);
    }

    /// <summary>Deletes the folders; only after <see cref="StopAsync"/>.</summary>
    public static void DeleteData(ServerConfig config)
    {
        foreach (var folder in (string[])[config.DataDir, config.LogDir])
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }
}
