namespace Timonier.Api.Pipeline;

/// <summary>The end of the time that one request has; used again for others, since every request needs one.</summary>
internal sealed class RequestDeadline : IDisposable
{
    private readonly CancellationTokenSource source = new();
    private readonly ITimer timer;
    private CancellationTokenRegistration client;
    private volatile bool isOver;

    public RequestDeadline(TimeProvider time) => timer = time.CreateTimer(static state => ((RequestDeadline)state!).End(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    /// <summary>Cancelled when the time is over or the client has gone.</summary>
    public CancellationToken Token => source.Token;

    /// <summary>It was the time.</summary>
    public bool IsOver => isOver;

    public void Start(TimeSpan allotted, CancellationToken clientGone)
    {
        client = clientGone.UnsafeRegister(static state => ((RequestDeadline)state!).source.Cancel(), this);
        timer.Change(allotted, Timeout.InfiniteTimeSpan);
    }

    /// <summary>True: nothing has happened, and it can be started again.</summary>
    public bool TryReset()
    {
        timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        client.Dispose();
        return !isOver && source.TryReset();
    }

    public void Dispose()
    {
        timer.Dispose();
        source.Dispose();
    }

    private void End()
    {
        isOver = true;
        try
        {
            source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The request ended at the same moment.
        }
    }
}
