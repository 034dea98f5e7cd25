namespace Timonier.Api.FlowControl;

/// <summary>
/// The seats of one priority level, and the queues in front of them. Whoever finds nobody waiting and a seat free starts
/// at once and is not queued at all; otherwise each flow has a few queues of its own (shuffle sharding), and among the
/// queues the one whose next request would end first in virtual time goes on, so that none can take more than its part.
/// Time comes in with each call; nothing here waits.
/// </summary>
internal sealed partial class FairQueues
{
    private readonly Lock gate = new();
    private readonly double ticksPerSecond;
    private readonly SeatDemand demand;
    private readonly Dictionary<int, FlowQueue> queues = [];
    private QueueShape shape;
    private int limit;
    private int seatsInUse;
    private int seatsWaiting;
    private int executing;
    private int waiting;

    public FairQueues(QueueShape shape, int limit, long now, long ticksPerSecond)
    {
        this.ticksPerSecond = ticksPerSecond;
        demand = new SeatDemand(now, ticksPerSecond);
        lastAdvance = now;
        Reshape(shape, limit, now);
    }

    /// <summary>Other queues or seats; whoever waits keeps its place.</summary>
    public void Reshape(QueueShape wanted, int seats, long now)
    {
        lock (gate)
        {
            // Queues beyond a smaller number get nothing new and empty themselves.
            shape = wanted;
            Advance(now);
            limit = seats;
            Dispatch();
        }
    }

    public void Limit(int seats, long now) => Reshape(shape, seats, now);

    /// <summary>Starts without queueing, where nobody waits and the seats are free.</summary>
    public bool TryBegin(FlowWork work, long now)
    {
        lock (gate)
        {
            if (waiting > 0 || !Fits(work.Reserved)) return false;
            Occupy(work.Reserved, now);
            return true;
        }
    }

    /// <summary>Puts a request that could not begin into the shortest queue of its hand.</summary>
    public FlowOutcome Enqueue(FlowWait wait, long now)
    {
        lock (gate)
        {
            if (waiting == 0 && Fits(wait.Work.Reserved))
            {
                Occupy(wait.Work.Reserved, now);
                return FlowOutcome.Started;
            }
            if (shape.Queues == 0) return FlowOutcome.ConcurrencyLimit;
            Advance(now);
            var queue = Shortest(wait.Hand);
            if (queue.Count >= shape.LengthLimit) return FlowOutcome.QueueFull;
            queues[queue.Index] = queue;
            queue.Add(wait);
            wait.Queue = queue;
            waiting++;
            seatsWaiting += wait.Work.Reserved;
            demand.Set(seatsInUse + seatsWaiting, now);
            // A request that was given up or a wider limit may have left room meanwhile.
            Dispatch();
            return FlowOutcome.Waiting;
        }
    }

    /// <summary>Gives up waiting; false when it has started already.</summary>
    public bool TryAbandon(FlowWait wait, long now)
    {
        lock (gate)
        {
            if (wait.Queue is not { } queue) return false;
            Advance(now);
            if (!queue.Remove(wait)) return false;
            Forget(queue);
            waiting--;
            seatsWaiting -= wait.Work.Reserved;
            demand.Set(seatsInUse + seatsWaiting, now);
            Dispatch();
            return true;
        }
    }

    /// <summary>A request is answered; true: its final seats stay taken until <see cref="Release"/>.</summary>
    /// <param name="work">As it began.</param>
    /// <param name="queue">Out of which queue it came; null for none.</param>
    /// <param name="started">When it began to run.</param>
    /// <param name="now">Now.</param>
    public bool Finish(FlowWork work, FlowQueue? queue, long started, long now)
    {
        var lingers = work.Linger > TimeSpan.Zero && work.FinalSeats > 0;
        lock (gate)
        {
            Advance(now);
            executing--;
            if (queue is not null)
            {
                // It was charged a guess when it started; now the true work is known.
                queue.VirtualStart += work.Weight((now - started) / ticksPerSecond) - work.Weight(FlowQueue.Guess);
                queue.Executing--;
                queue.ExecutingSeats -= work.Reserved;
                Forget(queue);
            }
            Vacate(lingers ? work.Reserved - work.FinalSeats : work.Reserved, now);
        }
        return lingers;
    }

    /// <summary>The final seats of a request are free.</summary>
    public void Release(FlowWork work, long now)
    {
        lock (gate)
        {
            Advance(now);
            Vacate(work.FinalSeats, now);
        }
    }

    // Who asks for more than there is at all gets in when nobody else is.
    private bool Fits(int seats) => seatsInUse + seats <= limit || seatsInUse == 0;

    private void Occupy(int seats, long now)
    {
        // Until now nobody competed, so virtual time owes nothing to anybody; it only has to know from when to count.
        if (queues.Count == 0) lastAdvance = now;
        executing++;
        seatsInUse += seats;
        demand.Set(seatsInUse, now);
    }

    private void Vacate(int seats, long now)
    {
        seatsInUse -= seats;
        demand.Set(seatsInUse + seatsWaiting, now);
        if (waiting > 0) Dispatch();
    }
}
