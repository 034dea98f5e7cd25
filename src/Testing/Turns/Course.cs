namespace Timonier.Testing.Turns;

/// <summary>
/// Waits for something to be so. It looks whenever nothing is left to run; in virtual time, as long as somebody waits and
/// nobody from outside is being served, it moves the clock from timer to timer.
/// </summary>
public sealed class Course
{
    private readonly Pump pump;
    private readonly TimeProvider time;
    private readonly VirtualClock? clock;
    private readonly Lock gate = new();
    private readonly List<Wait> waits = [];
    private readonly Func<long> changes;
    private long seen;
    private int held;

    /// <param name="pump">Where everything runs.</param>
    /// <param name="time">Its time.</param>
    /// <param name="changes">Grows with every change that somebody may wait for before everything rests.</param>
    public Course(Pump pump, TimeProvider time, Func<long>? changes = null)
    {
        this.pump = pump;
        this.time = time;
        this.changes = changes ?? (static () => 0);
        clock = time as VirtualClock;
        pump.Idle = OnIdle;
        if (changes is not null) pump.Turned = OnTurn;
    }

    /// <summary>True as soon as it is so while nothing is left to run; false when it was not until that moment.</summary>
    /// <param name="isSo">What is waited for.</param>
    /// <param name="patience">For so long.</param>
    /// <param name="atRest">False: after each change it may be so too, and be otherwise again before everything rests.</param>
    public async Task<bool> UntilAsync(Func<bool> isSo, TimeSpan patience, bool atRest = true)
    {
        var wait = new Wait(isSo, time.GetUtcNow() + patience, atRest);
        lock (gate) waits.Add(wait);
        if (!atRest) Volatile.Write(ref seen, -1);
        await using var alarm = time.CreateTimer(static _ => { }, null, patience, Timeout.InfiniteTimeSpan);
        pump.Post(static () => { });
        return await wait.Task;
    }

    /// <summary>Until disposed the clock stays where it is: somebody from outside is being served.</summary>
    public IDisposable Hold()
    {
        Interlocked.Increment(ref held);
        return new Release(this);
    }

    private void OnTurn()
    {
        var now = changes();
        if (Interlocked.Exchange(ref seen, now) == now) return;
        lock (gate)
        {
            foreach (var wait in waits)
                if (!wait.AtRest) wait.Look(DateTimeOffset.MinValue);
            waits.RemoveAll(static w => w.IsOver);
        }
    }

    private bool OnIdle()
    {
        Wait[] waiting;
        lock (gate) waiting = [.. waits];
        if (waiting.Length == 0) return false;
        foreach (var wait in waiting) wait.Look(time.GetUtcNow());
        lock (gate) waits.RemoveAll(static w => w.IsOver);
        if (waiting.Any(static w => w.IsOver)) return true;
        return clock is not null && Volatile.Read(ref held) == 0 && clock.RingNext(waiting.Min(static w => w.Until));
    }

    private sealed class Wait(Func<bool> isSo, DateTimeOffset until, bool atRest)
    {
        private readonly TaskCompletionSource<bool> over = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public DateTimeOffset Until => until;

        public bool AtRest => atRest;

        public Task<bool> Task => over.Task;

        public bool IsOver => over.Task.IsCompleted;

        public void Look(DateTimeOffset now)
        {
            try
            {
                if (isSo()) over.TrySetResult(true);
                else if (now >= until) over.TrySetResult(false);
            }
            catch (Exception e)
            {
                over.TrySetException(e);
            }
        }
    }

    private sealed class Release(Course course) : IDisposable
    {
        private int done;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref done, 1) != 0) return;
            Interlocked.Decrement(ref course.held);
            course.pump.Post(static () => { });
        }
    }
}
