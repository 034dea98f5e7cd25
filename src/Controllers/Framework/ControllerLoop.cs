using Microsoft.Extensions.Logging;
using Timonier.Contracts.Cluster;
using Timonier.Kernel;

namespace Timonier.Controllers.Framework;

/// <summary>Runs one controller: 1 watch, 2 wait for the first state, 3 take keys, 4 reconcile, 5 come back later if asked or refused.</summary>
public sealed partial class ControllerLoop<TKey>(Controller<TKey> controller, IInformerSource source, TimeProvider time, ILogger logger) where TKey : notnull
{
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var queue = new WorkQueue<TKey>(time);
        using var depth = ControllerMetrics.Depth(controller.Name, () => queue.Count);
        var informers = controller.Watch(source, queue);
        try
        {
            foreach (var informer in informers) await informer.SyncedAsync(cancellation);
            await Task.WhenAll(Enumerable.Range(0, controller.Workers).Select(_ => WorkAsync(queue, cancellation)).Append(controller.RunBesideAsync(source, queue, cancellation)));
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Asked to end.
        }
    }

    private async Task WorkAsync(WorkQueue<TKey> queue, CancellationToken cancellation)
    {
        while (true)
        {
            var (found, taken) = await queue.TakeAsync(cancellation);
            if (!found) return;
            var key = taken!;
            var started = time.GetTimestamp();
            try
            {
                Settle(queue, key, await controller.ReconcileAsync(key, cancellation));
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // The edge of the reconcile loop: a bug in one plan must not stop the others.
                LogBroke(logger, e, controller.Name, key.ToString()!);
                queue.AddRateLimited(key);
            }
            finally
            {
                queue.Done(key);
                ControllerMetrics.Worked(controller.Name, time.GetElapsedTime(started));
            }
        }
    }

    private void Settle(WorkQueue<TKey> queue, TKey key, ReconcileOutcome outcome)
    {
        if (outcome.Failure is { } failure)
        {
            // A conflict is ordinary: someone else wrote, and the newer state is on its way to us.
            if (failure.IsConflict) LogConflict(logger, controller.Name, key.ToString()!, failure.Message);
            else LogRefused(logger, controller.Name, key.ToString()!, failure.Code, failure.Message);
            queue.AddRateLimited(key);
            ControllerMetrics.Retried(controller.Name);
            return;
        }
        queue.Forget(key);
        if (outcome.LookAgainAfter is { } delay) queue.AddAfter(key, delay);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Controller} broke on {Key}")]
    private static partial void LogBroke(ILogger logger, Exception exception, string controller, string key);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Controller} was overtaken on {Key}: {Why}")]
    private static partial void LogConflict(ILogger logger, string controller, string key, string why);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Controller} was refused on {Key} with {Code}: {Why}")]
    private static partial void LogRefused(ILogger logger, string controller, string key, int code, string why);
}
