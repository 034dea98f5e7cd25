using Timonier.Contracts.Runtime;

namespace Timonier.Runtime.Cri;

internal sealed partial class ContainerdSupervisor
{
    private static readonly TimeSpan endsWithin = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Removes every sandbox, ends the daemon, unmounts what lies under its folders and deletes them. Foreign files are
    /// not touched.
    /// </summary>
    public async Task StopAsync(bool keepImages, CancellationToken cancellation)
    {
        // 1. No restarts from here on.
        await stopping.CancelAsync();
        await watching;

        // 2. Only the daemon can take its pods down in order.
        var pid = ProcessId is { } known && IsOurs(known) ? known : Adoptable();
        if (pid is { } running)
        {
            await RemoveSandboxesAsync(cancellation);
            await EndAsync(running, cancellation);
        }

        // 3. Innermost mounts first.
        var folders = (string[])[Path.GetFullPath(config.StateDirectory), Path.GetFullPath(config.RootDirectory)];
        foreach (var mount in MountEntry.All().Where(mount => folders.Any(folder => HostProbe.IsUnder(mount.Path, folder))).OrderByDescending(mount => mount.Path.Length))
            Linux.Unmount(mount.Path);
        foreach (var folder in keepImages ? folders[..1] : folders)
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        ProcessId = null;
        LogStopped();
    }

    private async Task RemoveSandboxesAsync(CancellationToken cancellation)
    {
        using var channel = new CriChannel(config.SocketPath);
        var sandboxes = await channel.RuntimeAsync<V1.ListPodSandboxResponse>("ListPodSandbox", new V1.ListPodSandboxRequest(), cancellation);
        await Parallel.ForEachAsync(sandboxes.Items, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = cancellation }, async (sandbox, stop) =>
        {
            try
            {
                await channel.RuntimeAsync<V1.StopPodSandboxResponse>("StopPodSandbox", new V1.StopPodSandboxRequest { PodSandboxId = sandbox.Id }, stop);
                await channel.RuntimeAsync<V1.RemovePodSandboxResponse>("RemovePodSandbox", new V1.RemovePodSandboxRequest { PodSandboxId = sandbox.Id }, stop);
            }
            catch (RuntimeException refusal)
            {
                LogSandboxLeft(refusal.Message);
            }
        });
    }

    private async Task EndAsync(int pid, CancellationToken cancellation)
    {
        Linux.Signal(pid, Linux.Terminate);
        var begun = time.GetTimestamp();
        while (IsOurs(pid))
        {
            if (time.GetElapsedTime(begun) > endsWithin) Linux.Signal(pid, Linux.Kill);
            await Task.Delay(TimeSpan.FromMilliseconds(20), time, cancellation);
        }
    }
}
