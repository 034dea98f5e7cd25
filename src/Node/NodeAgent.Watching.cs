using Microsoft.Extensions.Logging;
using Timonier.Node.Pods;
using Timonier.Node.Streams;

namespace Timonier.Node;

public sealed partial class NodeAgent
{
    private static readonly TimeSpan SlowRelist = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan RelistWithoutEvents = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Resubscribe = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LogPeriod = TimeSpan.FromSeconds(10);
    private readonly Wake relistDue;
    private readonly Wake logsDue;

    private PodWorker[] Workers
    {
        get
        {
            lock (gate) return [.. workers.Values];
        }
    }

    /// <summary>Wakes the worker whose container or sandbox has changed, for as long as the runtime tells.</summary>
    private async Task WatchRuntimeAsync(CancellationToken cancellation)
    {
        while (runtime.HasEvents)
        {
            try
            {
                await foreach (var change in runtime.EventsAsync(cancellation))
                    if (change.Kind != RuntimeEventKind.Created) Find(change.PodUid)?.Look();
            }
            catch (RuntimeException e)
            {
                LogEventsLost(logger, e.Message);
            }
            // What happens before the next subscription stands is seen by a list after it.
            await Task.Delay(Resubscribe, tools.Time, cancellation);
            relistDue.After(Resubscribe);
        }
    }

    /// <summary>Compares what the runtime has with what the workers know: a slow net below its events, or the only eye without them.</summary>
    private async Task RelistAsync(CancellationToken cancellation)
    {
        while (true)
        {
            relistDue.After(runtime.HasEvents ? SlowRelist : RelistWithoutEvents);
            await relistDue.WaitAsync(cancellation);
            var all = Workers;
            if (all.Length == 0) continue;
            try
            {
                var containers = (await runtime.ListContainersAsync(cancellation)).ToDictionary(c => c.Id, c => c.Phase, StringComparer.Ordinal);
                var sandboxes = (await runtime.ListSandboxesAsync(cancellation)).Where(s => s.Ready).Select(s => s.Id).ToHashSet(StringComparer.Ordinal);
                foreach (var worker in all)
                    if (worker.Observed.DiffersFrom(containers, sandboxes)) worker.Look();
            }
            catch (RuntimeException e)
            {
                LogRelist(logger, e.Message);
            }
        }
    }

    /// <summary>Keeps the logs of running containers within their limits; asleep while there are no pods.</summary>
    private async Task RotateLogsAsync(CancellationToken cancellation)
    {
        while (true)
        {
            await logsDue.WaitAsync(cancellation);
            var all = Workers;
            logsDue.After(all.Length > 0 ? LogPeriod : null);
            foreach (var container in all.SelectMany(w => w.Observed.Containers).Where(c => c is { IsRunning: true, Status.LogPath.Length: > 0 }))
            {
                try
                {
                    await tools.Logs.RotateAsync(new ContainerInstance(container.Id, container.Status.LogPath), cancellation);
                }
                catch (Exception e) when (e is RuntimeException or IOException or UnauthorizedAccessException)
                {
                    LogNotRotated(logger, container.Status.LogPath, e.Message);
                }
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The runtime did not list its containers: {Reason}")]
    private static partial void LogRelist(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The runtime's events broke off and are asked for again: {Reason}")]
    private static partial void LogEventsLost(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The log {Path} could not be rotated: {Reason}")]
    private static partial void LogNotRotated(ILogger logger, string path, string reason);
}
