namespace Timonier.Api.FlowControl;

internal sealed partial class Fairness
{
    private static readonly TimeSpan AdjustEvery = TimeSpan.FromSeconds(10);
    private long adjusted;

    /// <summary>A seat, perhaps after a while in a queue; or why there is none.</summary>
    /// <param name="request">Who asks for what.</param>
    /// <param name="need">How much it reads.</param>
    /// <param name="allotted">How long the whole request may take.</param>
    /// <param name="cancellation">Nobody waits for the answer any more.</param>
    public ValueTask<FlowSeat> EnterAsync(FlowRequest request, FlowNeed need, TimeSpan allotted, CancellationToken cancellation) =>
        objects.TryCatchUp() ? EnterAtOnce(request, need, allotted, cancellation) : EnterAnewAsync(request, need, allotted, cancellation);

    // The way of nearly every request: nothing on it waits or allocates.
    private ValueTask<FlowSeat> EnterAtOnce(FlowRequest request, FlowNeed need, TimeSpan allotted, CancellationToken cancellation)
    {
        if (changed) Rebuild();
        var now = time.GetTimestamp();
        Adjust(now);
        var row = table.Find(request);
        var work = Estimate(request, need, row.Level);
        if (!row.Level.Queues.TryBegin(work, now)) return WaitAsync(row, request, work, allotted < patience ? allotted : patience, now, cancellation);
        row.Meter.Start(work);
        row.Meter.Waits.Add(0);
        return ValueTask.FromResult(new FlowSeat(row, FlowOutcome.Started, work, null, now));
    }

    private async ValueTask<FlowSeat> EnterAnewAsync(FlowRequest request, FlowNeed need, TimeSpan allotted, CancellationToken cancellation)
    {
        await objects.CatchUpAsync(cancellation);
        return await EnterAtOnce(request, need, allotted, cancellation);
    }

    /// <summary>The request is answered, or, being a watch, has only events to come.</summary>
    public void Leave(in FlowSeat seat, bool isWatch = false)
    {
        var now = time.GetTimestamp();
        var (row, work) = (seat.Row, seat.Work);
        row.Meter.End(work);
        (isWatch ? row.Meter.WatchRuns : row.Meter.Runs).Add(time.GetElapsedTime(seat.Started, now).TotalSeconds);
        if (row.Level.Queues.Finish(work, seat.Queue, seat.Started, now)) _ = ReleaseLaterAsync(row.Level, work);
    }

    private async ValueTask<FlowSeat> WaitAsync(FlowTable.Row row, FlowRequest request, FlowWork work, TimeSpan longest, long arrived, CancellationToken cancellation)
    {
        var queues = row.Level.Queues;
        var wait = new FlowWait(work, ShuffleSharding.Hash(row.Schema.Name, row.Schema.FlowOf(request)), new FlowWaiter(row.Schema, request, time.GetUtcNow()));
        var outcome = queues.Enqueue(wait, arrived);
        if (outcome == FlowOutcome.Waiting)
        {
            row.Meter.BeginWait(work);
            outcome = await EndOfWaitAsync(queues, wait, longest, cancellation);
            row.Meter.EndWait(work);
        }
        var now = time.GetTimestamp();
        var waited = time.GetElapsedTime(arrived, now).TotalSeconds;
        if (outcome == FlowOutcome.Started)
        {
            row.Meter.Start(work);
            row.Meter.Waits.Add(waited);
        }
        else
        {
            row.Meter.Refuse(outcome);
            row.Meter.LostWaits.Add(waited);
        }
        return new FlowSeat(row, outcome, work, wait.Queue, now);
    }

    private async ValueTask<FlowOutcome> EndOfWaitAsync(FairQueues queues, FlowWait wait, TimeSpan longest, CancellationToken cancellation)
    {
        try
        {
            await wait.Task.WaitAsync(longest, time, cancellation);
            return FlowOutcome.Started;
        }
        catch (TimeoutException)
        {
            // At the last moment it may have been let in after all.
            return queues.TryAbandon(wait, time.GetTimestamp()) ? FlowOutcome.TimeOut : FlowOutcome.Started;
        }
        catch (OperationCanceledException)
        {
            return queues.TryAbandon(wait, time.GetTimestamp()) ? FlowOutcome.Cancelled : FlowOutcome.Started;
        }
    }

    private async Task ReleaseLaterAsync(PriorityLevel level, FlowWork work)
    {
        await Task.Delay(work.Linger, time, CancellationToken.None);
        level.Queues.Release(work, time.GetTimestamp());
    }

    // Levels that want more borrow from those that want less. Nothing ticks for it: whoever comes after ten seconds does it.
    private void Adjust(long now)
    {
        var last = Volatile.Read(ref adjusted);
        var elapsed = time.GetElapsedTime(last, now);
        if (elapsed >= AdjustEvery && Interlocked.CompareExchange(ref adjusted, now, last) == last) Divide(now, elapsed / AdjustEvery);
    }

    private void Divide(long now, double periods)
    {
        lock (gate)
        {
            var levels = table.Levels.Values.ToList();
            var wishes = levels.ConvertAll(l => l.Wish(now, periods));
            (var parts, proportion) = SeatSharing.Divide(wishes, levels.Sum(l => l.Bounds.Nominal));
            for (var i = 0; i < parts.Length; i++) levels[i].Give(parts[i], now);
        }
    }
}
