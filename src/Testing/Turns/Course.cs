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
    private int held;

    public Course(Pump pump, TimeProvider time)
    {
        this.pump = pump;
        this.time = time;
        clock = time as VirtualClock;
        pump.Idle = OnIdle;
    }

    /// <summary>True as soon as it is so while nothing is left to run; false when it was not until that moment.</summary>
    public async Task<bool> UntilAsync(Func<bool> isSo, TimeSpan patience)
    {
        var wait = new Wait(isSo, time.GetUtcNow() + patience);
        lock (gate) waits.Add(wait);
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

    private sealed class Wait(Func<bool> isSo, DateTimeOffset until)
    {
        private readonly TaskCompletionSource<bool> over = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public DateTimeOffset Until => until;

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
