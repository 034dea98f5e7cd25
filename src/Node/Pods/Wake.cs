namespace Timonier.Node.Pods;

/// <summary>Wakes one waiting loop; several calls before it looks count as one. Can be set to wake by itself later.</summary>
internal sealed class Wake : IDisposable
{
    private readonly SemaphoreSlim signal = new(0, 1);
    private readonly Lock gate = new();
    private readonly ITimer timer;

    public Wake(TimeProvider time) => timer = time.CreateTimer(_ => Now(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    public void Now()
    {
        lock (gate)
            if (signal.CurrentCount == 0) signal.Release();
    }

    /// <summary>Replaces the time set before; null: no time.</summary>
    public void After(TimeSpan? delay) =>
        timer.Change(delay is { } span ? span > TimeSpan.Zero ? span : TimeSpan.Zero : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    public Task WaitAsync(CancellationToken cancellation) => signal.WaitAsync(cancellation);

    public void Dispose()
    {
        timer.Dispose();
        signal.Dispose();
    }
}
