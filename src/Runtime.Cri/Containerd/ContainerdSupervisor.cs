using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Timonier.Contracts.Runtime;

namespace Timonier.Runtime.Cri;

/// <summary>
/// Runs a containerd of our own that outlives us: in its own session, found again by its pid file and socket, started
/// again when it dies. Only <see cref="StopAsync"/> ends it.
/// </summary>
internal sealed partial class ContainerdSupervisor(CriRuntimeConfig config, TimeProvider time, ILogger<ContainerdSupervisor> log) : IAsyncDisposable
{
    private static readonly TimeSpan firstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan longestPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan steadyAfter = TimeSpan.FromMinutes(1);
    private readonly CancellationTokenSource stopping = new();
    private Task watching = Task.CompletedTask;
    private Process? child;

    public int? ProcessId { get; private set; }

    /// <summary>Why the daemon cannot run; null while it does or may yet.</summary>
    public string? Failure { get; private set; }

    public async Task StartAsync(CancellationToken cancellation)
    {
        if (Adoptable() is { } running)
        {
            ProcessId = running;
            LogAdopted(running);
        }
        else
        {
            await LaunchAsync(cancellation);
        }
        watching = WatchAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await watching;
        child?.Dispose();
        stopping.Dispose();
    }

    /// <summary>The pid in our pid file if that process is a containerd with our configuration.</summary>
    private int? Adoptable()
    {
        if (!File.Exists(config.PidFile) || !int.TryParse(File.ReadAllText(config.PidFile), NumberStyles.None, CultureInfo.InvariantCulture, out var pid)) return null;
        return IsOurs(pid) ? pid : null;
    }

    private bool IsOurs(int pid)
    {
        try
        {
            // Pids are used again; the command line tells ours from a stranger. A zombie has none.
            return File.ReadAllText($"/proc/{pid}/cmdline").Split('\0').Contains(config.ConfigFile, StringComparer.Ordinal);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private async Task LaunchAsync(CancellationToken cancellation)
    {
        var program = HostProbe.Find("containerd")
            ?? throw new RuntimeException(CriChannel.Unavailable, "containerd is not installed. Install it (apt-get install containerd) or name a runtime with --container-runtime-endpoint.");
        var (_, banner) = await RunAsync(program, "--version", cancellation);
        var version = ContainerdVersion.ParseBanner(banner) ?? throw new RuntimeException(CriChannel.Unavailable, $"{program} does not tell its version: {banner.Trim()}");

        HostPreparation.ShareNetworkNamespaces();
        HostPreparation.RaiseInotifyInstances();
        var crun = HostPreparation.SettleHybridCgroups() ? HostProbe.Find("crun") : null;
        // containerd 2 writes container specifications above 1.1; a crun too old to list its features refuses them.
        if (crun is not null && version.Major >= 2 && (await RunAsync(crun, "features", cancellation)).Code != 0) crun = null;
        var ociRuntime = crun ?? HostProbe.Find("runc")
            ?? throw new RuntimeException(CriChannel.Unavailable, "neither crun nor runc is usable here. Install one (apt-get install crun runc).");

        Directory.CreateDirectory(config.RootDirectory);
        Directory.CreateDirectory(config.StateDirectory);
        Directory.CreateDirectory(config.CniConfigDirectory);
        // A socket left by a daemon that died would only refuse connections.
        File.Delete(config.SocketPath);
        await File.WriteAllTextAsync(config.ConfigFile, ContainerdToml.Write(config, version, ociRuntime, HostProbe.Snapshotter(config.RootDirectory), HostProbe.HasAppArmor()), cancellation);
        Launch(program);
        LogStarted(ProcessId!.Value, banner.Trim(), ociRuntime);
    }

    private void Launch(string program)
    {
        // The shell only redirects to the log, which must not be a pipe to us, and then becomes the daemon.
        var start = new ProcessStartInfo("/bin/sh") { WorkingDirectory = "/" };
        foreach (var argument in (IEnumerable<string>)["-c", "exec setsid \"$0\" --config \"$1\" >>\"$2\" 2>&1 </dev/null", program, config.ConfigFile, config.LogFile])
            start.ArgumentList.Add(argument);
        child?.Dispose();
        child = Process.Start(start) ?? throw new InvalidOperationException("/bin/sh could not be started.");
        ProcessId = child.Id;
        File.WriteAllText(config.PidFile, child.Id.ToString(CultureInfo.InvariantCulture));
    }

    private static async Task<(int Code, string Output)> RunAsync(string program, string argument, CancellationToken cancellation)
    {
        using var process = Process.Start(new ProcessStartInfo(program, argument) { RedirectStandardOutput = true, UseShellExecute = false }) ?? throw new InvalidOperationException($"{program} could not be started.");
        var text = await process.StandardOutput.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        return (process.ExitCode, text);
    }
}
