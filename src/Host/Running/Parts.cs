using Microsoft.Extensions.Logging;

namespace Timonier.Host.Running;

/// <summary>
/// Loops that run together. When one ends by itself or fails, all end and the failure goes up, at last ending the
/// process: a cluster that limps on without its scheduler explains nothing, a restarted one does.
/// </summary>
internal sealed partial class Parts(ILogger logger)
{
    private readonly List<(string Name, Func<CancellationToken, Task> Run)> parts = [];

    public void Add(string name, Func<CancellationToken, Task> run) => parts.Add((name, run));

    /// <summary>Returns when cancelled and all have ended; throws when one ended before that.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var running = parts.Select(p => (p.Name, Task: p.Run(stop.Token))).ToList();
        var first = await Task.WhenAny(running.Select(p => p.Task));
        var early = !stop.IsCancellationRequested;
        await stop.CancelAsync();
        foreach (var part in running) await EndOf(part.Task);
        if (!early) return;

        var name = running.First(p => p.Task == first).Name;
        var failure = first.Exception?.InnerException;
        LogEnded(name, failure);
        throw new InvalidOperationException($"{name} ended: {failure?.Message ?? "without an error"}", failure);
    }

    private static async Task EndOf(Task task)
    {
        try
        {
            await task;
        }
        catch (Exception)
        {
            // What matters is the first failure; the others are its consequences, or the cancellation itself.
        }
    }

    [LoggerMessage(1, LogLevel.Critical, "{Part} ended; the process ends with it")]
    private partial void LogEnded(string part, Exception? exception);
}
