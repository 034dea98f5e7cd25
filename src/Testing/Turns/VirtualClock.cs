using System.Diagnostics.CodeAnalysis;

namespace Timonier.Testing.Turns;

/// <summary>
/// A clock that stands still until it is moved from one timer to the next. What a timer does is a turn of the pump;
/// timers that are due together come in the order in which they were set.
/// </summary>
public sealed class VirtualClock(Pump pump, DateTimeOffset start) : TimeProvider
{
    // Whoever asks so often while it stands still goes round in less than a millisecond, which a delay does not count:
    // in real time such a moment passes by itself.
    private const int Patience = 100_000;

    private readonly Lock gate = new();
    private readonly PriorityQueue<(Alarm Alarm, int Version), (long Due, long Order)> alarms = new();
    private long now = start.UtcTicks;
    private long order;
    private int asked;

    public override DateTimeOffset GetUtcNow()
    {
        if (Interlocked.Increment(ref asked) == Patience) JumpTo(new DateTimeOffset(Interlocked.Read(ref now) + TimeSpan.TicksPerMillisecond, TimeSpan.Zero));
        return new DateTimeOffset(Interlocked.Read(ref now), TimeSpan.Zero);
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Interlocked.Read(ref now);

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var alarm = new Alarm(this, callback, state);
        alarm.Change(dueTime, period);
        return alarm;
    }

    /// <summary>Moves to the next timer that is due until then and lets it ring; false when there is none.</summary>
    public bool RingNext(DateTimeOffset until)
    {
        Alarm? ringing;
        lock (gate)
            if (!TryTakeLocked(until.UtcTicks, out ringing)) return false;
        pump.Post(ringing.Ring);
        return true;
    }

    /// <summary>Moves on without letting anything ring: what became due meanwhile is late.</summary>
    public void JumpTo(DateTimeOffset moment)
    {
        lock (gate)
        {
            now = Math.Max(now, moment.UtcTicks);
            asked = 0;
        }
    }

    /// <summary>Moves on at once; all that is due by then rings late, in its order.</summary>
    public void Advance(TimeSpan span)
    {
        lock (gate)
        {
            now += span.Ticks;
            asked = 0;
            while (TryTakeLocked(now, out var ringing)) pump.Post(ringing.Ring);
        }
    }

    /// <summary>Whether somebody waits for a moment that was no further away than this when it was set.</summary>
    public bool IsPausing(TimeSpan longest)
    {
        lock (gate) return alarms.UnorderedItems.Any(a => a.Element.Alarm.Version == a.Element.Version && a.Element.Alarm.Span <= longest);
    }

    private bool TryTakeLocked(long until, [NotNullWhen(true)] out Alarm? ringing)
    {
        while (alarms.TryPeek(out var next, out var at) && at.Due <= until)
        {
            alarms.Dequeue();
            if (next.Alarm.Version != next.Version) continue;
            now = Math.Max(now, at.Due);
            asked = 0;
            ringing = next.Alarm;
            ringing.Rearm();
            return true;
        }
        ringing = null;
        return false;
    }

    private sealed class Alarm(VirtualClock clock, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan period;

        public int Version { get; private set; }

        /// <summary>How far away its moment was when it was set.</summary>
        public TimeSpan Span { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan again)
        {
            lock (clock.gate)
            {
                Version++;
                period = again;
                if (dueTime >= TimeSpan.Zero) Set(dueTime);
            }
            return true;
        }

        /// <summary>Under the clock's lock, when it has become due.</summary>
        public void Rearm()
        {
            Version++;
            if (period > TimeSpan.Zero) Set(period);
        }

        public void Ring() => callback(state);

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Set(TimeSpan span)
        {
            Span = span;
            clock.alarms.Enqueue((this, Version), (clock.now + span.Ticks, clock.order++));
        }
    }
}
