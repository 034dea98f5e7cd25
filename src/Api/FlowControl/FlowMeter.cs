using Timonier.Api.Pipeline;

namespace Timonier.Api.FlowControl;

/// <summary>What has happened to the requests of one schema in one level.</summary>
internal sealed class FlowMeter
{
    private static readonly double[] Bounds = [0, 0.005, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30];
    private long dispatched;
    private long queueFull;
    private long noSeat;
    private long timedOut;
    private long cancelled;
    private int executing;
    private int executingSeats;
    private int waiting;
    private int waitingSeats;

    public long Dispatched => Volatile.Read(ref dispatched);
    public int Executing => Volatile.Read(ref executing);
    public int ExecutingSeats => Volatile.Read(ref executingSeats);
    public int Waiting => Volatile.Read(ref waiting);
    public int WaitingSeats => Volatile.Read(ref waitingSeats);
    public long TimedOut => Volatile.Read(ref timedOut);
    public long Cancelled => Volatile.Read(ref cancelled);

    /// <summary>Time in a queue, of those that waited and ran, and of those that waited for nothing.</summary>
    public DurationHistogram Waits { get; } = new(Bounds);
    public DurationHistogram LostWaits { get; } = new(Bounds);
    public DurationHistogram Runs { get; } = new(Bounds);
    public DurationHistogram WatchRuns { get; } = new(Bounds);

    /// <summary>By upstream's words for the reasons.</summary>
    public IEnumerable<(string Reason, long Count)> Rejected =>
        [("cancelled", Cancelled), ("concurrency-limit", Volatile.Read(ref noSeat)), ("queue-full", Volatile.Read(ref queueFull)), ("time-out", TimedOut)];

    public void Start(FlowWork work)
    {
        Interlocked.Increment(ref dispatched);
        Interlocked.Increment(ref executing);
        Interlocked.Add(ref executingSeats, work.Reserved);
    }

    public void End(FlowWork work)
    {
        Interlocked.Decrement(ref executing);
        Interlocked.Add(ref executingSeats, -work.Reserved);
    }

    public void BeginWait(FlowWork work)
    {
        Interlocked.Increment(ref waiting);
        Interlocked.Add(ref waitingSeats, work.Reserved);
    }

    public void EndWait(FlowWork work)
    {
        Interlocked.Decrement(ref waiting);
        Interlocked.Add(ref waitingSeats, -work.Reserved);
    }

    public void Refuse(FlowOutcome outcome)
    {
        switch (outcome)
        {
            case FlowOutcome.QueueFull: Interlocked.Increment(ref queueFull); break;
            case FlowOutcome.ConcurrencyLimit: Interlocked.Increment(ref noSeat); break;
            case FlowOutcome.TimeOut: Interlocked.Increment(ref timedOut); break;
            default: Interlocked.Increment(ref cancelled); break;
        }
    }
}
