using System.Diagnostics;
namespace Timonier.Client.Tests;

/// <summary>A clock that stands still until a test moves it; timers fire inside <see cref="Advance"/>.</summary>
public sealed class VirtualTime : TimeProvider
{
    private readonly Lock gate = new();
    private readonly List<Timer> timers = [];
    private DateTimeOffset now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Delays up to this long pass by themselves: the clock jumps to their end. None unless told.</summary>
    public TimeSpan Passes { get; init; } = TimeSpan.MinValue;

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate) return now;
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;
    public override long GetTimestamp() => GetUtcNow().Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    public void Advance(TimeSpan span)
    {
        Timer[] due;
        lock (gate)
        {
            now += span;
            due = [.. timers.Where(t => t.Due <= now).OrderBy(t => t.Due)];
            foreach (var timer in due) timers.Remove(timer);
        }
        foreach (var timer in due) timer.Fire();
    }

    private void AdvanceTo(DateTimeOffset moment)
    {
        var left = moment - GetUtcNow();
        Advance(left > TimeSpan.Zero ? left : TimeSpan.Zero);
    }

    /// <summary>Lets everything run, then moves the clock, until the condition holds; fails the test when it never does.</summary>
    public async Task Until(Func<bool> condition, TimeSpan? step = null)
    {
        // A real limit, not a number of turns: what waits for a file or another thread takes as long as the machine is busy.
        var watch = Stopwatch.StartNew();
        for (var turn = 0; turn < 100_000 || watch.Elapsed < TimeSpan.FromSeconds(30); turn++)
        {
            if (condition()) return;
            await Task.Yield();
            if (turn % 100 == 99) Advance(step ?? TimeSpan.FromMilliseconds(100));
            if (turn > 10_000) Thread.Yield();
        }
        condition().ShouldBeTrue("the awaited condition never held");
    }

    private sealed class Timer(VirtualTime time, TimerCallback callback, object? state) : ITimer
    {
        public DateTimeOffset Due { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time.gate)
            {
                time.timers.Remove(this);
                if (dueTime == Timeout.InfiniteTimeSpan) return true;
                Due = time.now + dueTime;
                time.timers.Add(this);
                // This moment, not the timer's: it may be set anew before its turn comes.
                var due = Due;
                if (dueTime <= time.Passes) ThreadPool.QueueUserWorkItem(_ => time.AdvanceTo(due));
            }
            return true;
        }

        public void Fire() => callback(state);

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
