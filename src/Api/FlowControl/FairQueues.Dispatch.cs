namespace Timonier.Api.FlowControl;

internal sealed partial class FairQueues
{
    // Upstream allows no more queues than this in one level.
    private const int TurnLength = 10_000_000;

    // Seat-seconds that each queue with something to do has been entitled to so far.
    private double virtualTime;
    private long lastAdvance;
    private int turn;

    // While several queues want the seats, each is entitled to the same part of them.
    private void Advance(long now)
    {
        var elapsed = (now - lastAdvance) / ticksPerSecond;
        lastAdvance = now;
        if (queues.Count > 0) virtualTime += elapsed * Math.Min(seatsInUse + seatsWaiting, limit) / queues.Count;
    }

    private FlowQueue Shortest(ulong hand)
    {
        Span<int> dealt = stackalloc int[Math.Min(shape.HandSize, shape.Queues)];
        ShuffleSharding.Deal(hand, shape.Queues, dealt);
        var (shortest, least) = (-1, double.MaxValue);
        foreach (var index in dealt)
        {
            var work = queues.TryGetValue(index, out var queue) ? queue.Work : 0;
            if (work >= least) continue;
            (shortest, least) = (index, work);
        }
        return queues.GetValueOrDefault(shortest) ?? new FlowQueue(shortest) { VirtualStart = virtualTime };
    }

    // Only queues with something to do exist; one that comes back starts where virtual time is by then.
    private void Forget(FlowQueue queue)
    {
        if (!queue.IsActive) queues.Remove(queue.Index);
    }

    private void Dispatch()
    {
        while (waiting > 0)
        {
            var queue = Next();
            var next = queue.First;
            // A wide request at the front holds up everybody: otherwise narrow ones would pass it for ever.
            if (!Fits(next.Work.Reserved)) return;
            turn = queue.Index;
            queue.Remove(next);
            queue.VirtualStart += next.Work.Weight(FlowQueue.Guess);
            queue.Executing++;
            queue.ExecutingSeats += next.Work.Reserved;
            waiting--;
            executing++;
            seatsWaiting -= next.Work.Reserved;
            seatsInUse += next.Work.Reserved;
            next.SetResult();
        }
    }

    // The queue whose first request would end first; those that are equal take turns.
    private FlowQueue Next()
    {
        FlowQueue? best = null;
        var (earliest, nearest) = (double.MaxValue, 0);
        foreach (var queue in queues.Values)
        {
            if (queue.Count == 0) continue;
            var end = queue.VirtualStart + queue.First.Work.Weight(FlowQueue.Guess);
            var distance = queue.Index > turn ? queue.Index - turn : queue.Index - turn + TurnLength;
            if (end > earliest || (end.Equals(earliest) && distance >= nearest)) continue;
            (best, earliest, nearest) = (queue, end, distance);
        }
        return best!;
    }
}
