namespace Timonier.Kernel;

public sealed partial class WorkQueue<T>
{
    private readonly TimeProvider time;
    private readonly TimeSpan first;
    private readonly TimeSpan longest;
    private readonly ITimer timer;
    private readonly PriorityQueue<T, DateTimeOffset> delayed = new();
    private readonly Dictionary<T, DateTimeOffset> due = [];
    private readonly Dictionary<T, int> failures = [];

    /// <summary>Adds the key after the delay; of several delays the shortest counts.</summary>
    public void AddAfter(T item, TimeSpan delay)
    {
        if (delay <= TimeSpan.Zero)
        {
            Add(item);
            return;
        }
        lock (gate)
        {
            if (stopped) return;
            var when = time.GetUtcNow() + delay;
            if (due.TryGetValue(item, out var already) && already <= when) return;
            due[item] = when;
            delayed.Enqueue(item, when);
            SetTimerLocked();
        }
    }

    /// <summary>Adds the key after a delay that doubles with each failure until <see cref="Forget"/>.</summary>
    public TimeSpan AddRateLimited(T item)
    {
        TimeSpan delay;
        lock (gate)
        {
            var count = failures.GetValueOrDefault(item);
            failures[item] = count + 1;
            var seconds = first.TotalSeconds * Math.Pow(2, Math.Min(count, 62));
            delay = seconds >= longest.TotalSeconds ? longest : TimeSpan.FromSeconds(seconds);
        }
        AddAfter(item, delay);
        return delay;
    }

    /// <summary>The key succeeded: its next failure counts as the first.</summary>
    public void Forget(T item)
    {
        lock (gate) failures.Remove(item);
    }

    public int Failures(T item)
    {
        lock (gate) return failures.GetValueOrDefault(item);
    }

    private void OnTimer()
    {
        lock (gate)
        {
            var now = time.GetUtcNow();
            while (delayed.TryPeek(out var item, out var when) && when <= now)
            {
                delayed.Dequeue();
                // A shorter delay that came later has already brought this key.
                if (!due.TryGetValue(item, out var expected) || expected != when) continue;
                due.Remove(item);
                AddLocked(item);
            }
            SetTimerLocked();
        }
    }

    private void SetTimerLocked()
    {
        if (stopped || !delayed.TryPeek(out _, out var when)) return;
        var left = when - time.GetUtcNow();
        // Timers count whole milliseconds: round up, or they would fire a little early and spin.
        var milliseconds = Math.Clamp(Math.Ceiling(left.TotalMilliseconds), 0, int.MaxValue);
        timer.Change(TimeSpan.FromMilliseconds(milliseconds), Timeout.InfiniteTimeSpan);
    }
}
