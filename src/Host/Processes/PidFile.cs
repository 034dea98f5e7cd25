using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Timonier.Host.Processes;

/// <summary>Names the running server of a run folder, so that other verbs can find and end it.</summary>
public sealed partial class PidFile(string runDir)
{
    private const int Terminate = 15;
    private readonly string path = Path.Combine(runDir, "timonier.pid");

    public void Write()
    {
        Directory.CreateDirectory(runDir);
        File.WriteAllText(path, Environment.ProcessId + "\n");
    }

    public void Remove() => File.Delete(path);

    /// <summary>The live server process; null when none runs. A pid that now belongs to another program does not count.</summary>
    public Process? Find()
    {
        if (!File.Exists(path) || !int.TryParse(File.ReadAllText(path).Trim(), out var pid) || pid == Environment.ProcessId) return null;
        try
        {
            var process = Process.GetProcessById(pid);
            var command = File.ReadAllText($"/proc/{pid}/cmdline");
            return command.Contains("timonier", StringComparison.Ordinal) ? process : null;
        }
        catch (Exception e) when (e is ArgumentException or IOException)
        {
            return null;
        }
    }

    /// <summary>Asks the server to end and waits; kills it when it does not.</summary>
    public async Task StopAsync(TimeSpan patience, CancellationToken cancellation)
    {
        using var process = Find();
        if (process is null) return;
        if (Signal(process.Id, Terminate) != 0 && !process.HasExited) throw new InvalidOperationException($"the server, pid {process.Id}, could not be signalled");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(patience);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            process.Kill();
            await process.WaitForExitAsync(cancellation);
        }
        Remove();
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int pid, int signal);
}
