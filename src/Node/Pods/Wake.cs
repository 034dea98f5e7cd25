namespace Timonier.Node.Pods;

/// <summary>Wakes one waiting loop; several calls before it looks count as one. Can be set to wake by itself later.</summary>
internal sealed class Wake : IDisposable
{
    private readonly Lock gate = new();
    private readonly ITimer timer;
    private TaskCompletionSource? waiter;
    private bool called;

    public Wake(TimeProvider time) => timer = time.CreateTimer(_ => Now(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    public void Now()
    {
        TaskCompletionSource? woken;
        lock (gate)
        {
            woken = waiter;
            waiter = null;
            called = woken is null;
        }
        woken?.TrySetResult();
    }

    /// <summary>Replaces the time set before; null: no time.</summary>
    public void After(TimeSpan? delay) =>
        timer.Change(delay is { } span ? span > TimeSpan.Zero ? span : TimeSpan.Zero : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    public async Task WaitAsync(CancellationToken cancellation)
    {
        var own = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            if (called)
            {
                called = false;
                return;
            }
            waiter = own;
        }
        await using var registration = cancellation.Register(() => own.TrySetCanceled(cancellation));
        await own.Task;
    }

    public void Dispose() => timer.Dispose();
}
