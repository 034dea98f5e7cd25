namespace Timonier.Streaming;

/// <summary>Cancels its token when nothing was touched for the given time; touching costs one store.</summary>
internal sealed class IdleWatch : IDisposable
{
    /// <summary>Upstream's limit for streaming connections.</summary>
    public static readonly TimeSpan Default = TimeSpan.FromHours(4);

    private readonly TimeProvider time;
    private readonly TimeSpan limit;
    private readonly CancellationTokenSource source;
    private readonly ITimer timer;
    private long touched;

    public IdleWatch(TimeProvider time, TimeSpan limit, CancellationToken outer)
    {
        this.time = time;
        this.limit = limit;
        source = CancellationTokenSource.CreateLinkedTokenSource(outer);
        Token = source.Token;
        touched = time.GetTimestamp();
        timer = time.CreateTimer(static self => ((IdleWatch)self!).Check(), this, limit, Timeout.InfiniteTimeSpan);
    }

    public CancellationToken Token { get; }

    public void Touch() => Volatile.Write(ref touched, time.GetTimestamp());

    public void Cancel() => source.Cancel();

    public void Dispose()
    {
        timer.Dispose();
        source.Cancel();
    }

    private void Check()
    {
        var left = limit - time.GetElapsedTime(Volatile.Read(ref touched));
        if (left <= TimeSpan.Zero) source.Cancel();
        else timer.Change(left, Timeout.InfiniteTimeSpan);
    }
}
