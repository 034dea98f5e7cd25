using Microsoft.Extensions.Logging;

namespace Timonier.Host.Running;

/// <summary>
/// The loops of a process. When one ends by itself or fails, the whole process ends: a cluster that limps on
/// without its scheduler explains nothing, a restarted one does.
/// </summary>
internal sealed partial class Parts(ILogger logger)
{
    private readonly List<(string Name, Task Running)> parts = [];

    public void Add(string name, Task running) => parts.Add((name, running));

    /// <summary>Returns when cancelled and all have ended; throws what the first failed part threw.</summary>
    public async Task RunAsync(CancellationTokenSource stop)
    {
        while (parts.Count > 0)
        {
            var ended = await Task.WhenAny(parts.Select(p => p.Running));
            var (name, running) = parts.First(p => p.Running == ended);
            parts.RemoveAll(p => p.Running == ended);
            if (stop.IsCancellationRequested)
            {
                await running.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
                continue;
            }
            LogEnded(name, running.Exception?.InnerException);
            await stop.CancelAsync();
            await Task.WhenAll(parts.Select(p => p.Running)).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            throw new InvalidOperationException($"{name} ended: {running.Exception?.InnerException?.Message ?? "without an error"}", running.Exception?.InnerException);
        }
    }

    [LoggerMessage(1, LogLevel.Critical, "{Part} ended; the process ends with it")]
    private partial void LogEnded(string part, Exception? exception);
}
