using Microsoft.Extensions.Logging;
using Timonier.Host.Configuration;
using Timonier.Host.Processes;
using Timonier.Kernel;

namespace Timonier.Host.Running;

/// <summary>What every long-running verb stands in: its log, its clock and chance, its loops, and the file that names it.</summary>
internal sealed class ProcessFrame
{
    private ProcessFrame(ILoggerFactory loggers)
    {
        Loggers = loggers;
        Parts = new Parts(loggers.CreateLogger<Parts>());
    }

    public ILoggerFactory Loggers { get; }
    public TimeProvider Time { get; } = TimeProvider.System;
    public IIdSource Ids { get; } = new RandomIdSource(new Random());
    public Parts Parts { get; }

    public static async Task RunAsync(ServerConfig config, Func<ProcessFrame, Task> run)
    {
        using var loggers = Logging.Create(config.LogLevel);
        var pid = new PidFile(config.RunDir);
        if (pid.Find() is { } running) throw new InvalidOperationException($"a server or agent already runs with this run-dir, pid {running.Id}");
        pid.Write();
        try
        {
            await run(new ProcessFrame(loggers));
        }
        finally
        {
            pid.Remove();
        }
    }
}
