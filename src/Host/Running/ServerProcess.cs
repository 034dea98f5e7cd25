using Microsoft.Extensions.Logging;
using Timonier.Host.Configuration;
using Timonier.Host.Processes;
using Timonier.Kernel;

namespace Timonier.Host.Running;

/// <summary>A server from start to end. Its containers outlive it.</summary>
internal static class ServerProcess
{
    public static async Task RunAsync(ServerConfig config, CancellationToken cancellation)
    {
        using var loggers = Logging.Create(config.LogLevel);
        var time = TimeProvider.System;
        var ids = new RandomIdSource(new Random());
        var pid = new PidFile(config.RunDir);
        if (pid.Find() is { } running) throw new InvalidOperationException($"a server already runs with this run-dir, pid {running.Id}");
        pid.Write();
        try
        {
            var identity = ServerIdentity.Prepare(config, time);
            await using var plane = await ControlPlane.StartAsync(config, identity, time, ids, loggers, cancellation);
            var parts = new Parts(loggers.CreateLogger<Parts>());
            plane.AddLoopsTo(parts, config, identity, time, ids, loggers);

            await using var node = new NodeParts(config, NodeIdentity.Prepare(config, identity, time), plane.Api, time, ids, loggers);
            if (!config.NoAgent) parts.Add("node", node.RunAsync);
            await parts.RunAsync(cancellation);
        }
        finally
        {
            pid.Remove();
        }
    }
}
