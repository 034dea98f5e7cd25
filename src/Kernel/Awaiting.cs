namespace Timonier.Kernel;

/// <summary>
/// Waiting that stays where it began. The framework's own <c>WaitAsync</c> goes by the thread pool when the task
/// completes asynchronously, out of the hands of whoever runs all else on a scheduler of its own.
/// </summary>
public static class Awaiting
{
    /// <summary>Ends as the task does, or as cancelled before that; seen and continued on the scheduler of the caller.</summary>
    public static Task OrCancelledAsync(this Task task, CancellationToken cancellation)
    {
        if (task.IsCompleted) return task;
        return cancellation.IsCancellationRequested
            ? Task.FromCanceled(cancellation)
            : task.ContinueWith(static ended => ended.GetAwaiter().GetResult(), cancellation, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Current);
    }

    /// <inheritdoc cref="OrCancelledAsync(Task, CancellationToken)"/>
    public static Task<T> OrCancelledAsync<T>(this Task<T> task, CancellationToken cancellation)
    {
        if (task.IsCompleted) return task;
        return cancellation.IsCancellationRequested
            ? Task.FromCanceled<T>(cancellation)
            : task.ContinueWith(static ended => ended.GetAwaiter().GetResult(), cancellation, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Current);
    }

    /// <summary>Takes a place, to be released afterwards. Cancelled while it waits, it gives back what it gets later.</summary>
    public static async Task EnterAsync(this SemaphoreSlim places, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var entered = places.WaitAsync(CancellationToken.None);
        try
        {
            await entered.OrCancelledAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            _ = entered.ContinueWith(_ => places.Release(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Current);
            throw;
        }
    }
}
