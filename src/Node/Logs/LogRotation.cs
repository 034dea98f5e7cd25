namespace Timonier.Node.Logs;

/// <summary>Keeps the logs of running containers within their limits. Call it for each running container every ten seconds.</summary>
public sealed class LogRotation(IContainerRuntime runtime, TimeProvider time, LogLimits limits)
{
    /// <summary>Answers whether the log was rotated. The old file keeps its place when the runtime does not open a new one.</summary>
    /// <exception cref="RuntimeException">The runtime refused to open a new log.</exception>
    public async Task<bool> RotateAsync(string containerId, string path, CancellationToken cancellation)
    {
        var log = new FileInfo(path);
        if (!log.Exists || log.DirectoryName is not { } directory) return false;
        var beside = log.Length < limits.MaxBytes ? [] : Directory.GetFiles(directory);
        if (LogRotationPlan.For(log.FullName, log.Length, beside, limits, time.GetUtcNow()) is not { } plan) return false;

        foreach (var old in plan.Deletions) File.Delete(old);
        // The newest of those rotated away stays as it is: whoever follows the log may still read it.
        foreach (var older in plan.Compressions) await LogCompression.CompressAsync(older, cancellation);
        File.Move(plan.Path, plan.RotatedPath);
        try
        {
            await runtime.ReopenLogAsync(containerId, cancellation);
        }
        catch
        {
            // The runtime still writes to the file that was moved: its readers must find it under its name.
            if (!File.Exists(plan.Path)) File.Move(plan.RotatedPath, plan.Path);
            throw;
        }
        return true;
    }

    /// <summary>Deletes a log and what was rotated away from it.</summary>
    public static void Remove(string path)
    {
        if (Path.GetDirectoryName(path) is not { Length: > 0 } directory || !Directory.Exists(directory)) return;
        foreach (var file in Directory.GetFiles(directory))
            if (file == path || LogRotationPlan.IsRotated(path, file)) File.Delete(file);
    }
}
