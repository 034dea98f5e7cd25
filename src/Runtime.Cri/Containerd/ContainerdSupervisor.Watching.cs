using Timonier.Contracts.Runtime;

namespace Timonier.Runtime.Cri;

internal sealed partial class ContainerdSupervisor
{
    private const int TailBytes = 2000;
    private static readonly TimeSpan recheck = TimeSpan.FromSeconds(1);

    private async Task WatchAsync()
    {
        var pause = firstPause;
        try
        {
            while (true)
            {
                var begun = time.GetTimestamp();
                await DeathAsync(stopping.Token);
                Failure = $"containerd ended. The end of {config.LogFile}: {LogTail()}";
                if (time.GetElapsedTime(begun) > steadyAfter) pause = firstPause;
                LogDied(ProcessId ?? 0, pause.TotalSeconds);
                await Task.Delay(pause, time, stopping.Token);
                pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, longestPause.Ticks));
                await RelaunchAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // We go; the daemon stays.
        }
    }

    private async Task RelaunchAsync()
    {
        try
        {
            await LaunchAsync(stopping.Token);
            Failure = null;
        }
        catch (Exception broken) when (broken is RuntimeException or IOException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            Failure = broken.Message;
            LogNotRestarted(broken);
        }
    }

    /// <summary>
    /// Returns when the daemon is dead. A child tells by itself. An adopted one is followed by an event stream that ends
    /// with it: nothing is asked while it lives.
    /// </summary>
    private async Task DeathAsync(CancellationToken cancellation)
    {
        if (child is not null)
        {
            await child.WaitForExitAsync(cancellation);
            return;
        }
        while (ProcessId is { } pid && IsOurs(pid))
        {
            using var lifeline = new CriChannel(config.SocketPath);
            try
            {
                var nothing = new V1.SubscribeRequest { Filters = { "topic==\"/timonier/lifeline\"" } };
                await foreach (var _ in lifeline.StreamAsync<V1.Envelope>("containerd.services.events.v1.Events/Subscribe", nothing, cancellation)) { }
            }
            catch (RuntimeException)
            {
                // The daemon died, or is too busy to answer: the process table knows which.
            }
            await Task.Delay(recheck, time, cancellation);
        }
    }

    private string LogTail()
    {
        try
        {
            using var file = new FileStream(config.LogFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            file.Seek(-Math.Min(TailBytes, file.Length), SeekOrigin.End);
            using var reader = new StreamReader(file);
            return reader.ReadToEnd().Trim();
        }
        catch (IOException)
        {
            return "";
        }
    }
}
