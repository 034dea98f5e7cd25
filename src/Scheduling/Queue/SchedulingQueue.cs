using Timonier.Documents;

namespace Timonier.Scheduling.Queue;

/// <summary>
/// Pods without a node: ready ones by priority and age, failed ones after a back-off of 1 s doubling to 10 s,
/// and those that no node fits asleep until something changes that may help, or for 5 minutes.
/// </summary>
public sealed class SchedulingQueue(TimeProvider time)
{
    private static readonly TimeSpan FirstBackoff = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LastBackoff = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestSleep = TimeSpan.FromMinutes(5);
    private readonly Dictionary<string, Entry> entries = new(StringComparer.Ordinal);
    private readonly PriorityQueue<Entry, (int Priority, DateTimeOffset Since, long Turn)> active = new();
    private readonly HashSet<Entry> asleep = [];
    private long turns;

    public int Count => entries.Count;

    public void Put(Document pod)
    {
        if (entries.TryGetValue(pod.Uid, out var present))
        {
            var changed = !present.Pod.Spec.Raw.Span.SequenceEqual(pod.Spec.Raw.Span) || !present.Pod.Metadata["labels"u8].Raw.Span.SequenceEqual(pod.Metadata["labels"u8].Raw.Span);
            present.Pod = pod;
            if (changed && asleep.Contains(present)) Activate(present);
            return;
        }
        var entry = new Entry(pod, time.GetUtcNow());
        entries[pod.Uid] = entry;
        Activate(entry);
    }

    public void Remove(string uid)
    {
        if (entries.Remove(uid, out var entry)) asleep.Remove(entry);
    }

    /// <summary>The next pod to try; null when all wait.</summary>
    public Document? Take()
    {
        Wake();
        while (active.TryDequeue(out var entry, out _))
        {
            if (!entries.TryGetValue(entry.Pod.Uid, out var present) || present != entry || !entry.IsActive) continue;
            entry.IsActive = false;
            entry.Attempts++;
            return entry.Pod;
        }
        return null;
    }

    /// <summary>No node fits: sleep until something helps.</summary>
    public void Sleep(string uid)
    {
        if (!entries.TryGetValue(uid, out var entry)) return;
        asleep.Add(entry);
        entry.WakeAt = time.GetUtcNow() + LongestSleep;
        entry.NotBefore = time.GetUtcNow() + BackoffOf(entry);
    }

    /// <summary>The attempt broke on the way: again after the back-off.</summary>
    public void Retry(string uid)
    {
        if (!entries.TryGetValue(uid, out var entry)) return;
        asleep.Add(entry);
        entry.NotBefore = entry.WakeAt = time.GetUtcNow() + BackoffOf(entry);
    }

    /// <summary>Something changed that may help: sleepers come back when their back-off is over.</summary>
    public void WakeAll()
    {
        foreach (var entry in asleep)
            if (entry.WakeAt > entry.NotBefore) entry.WakeAt = entry.NotBefore;
    }

    /// <summary>How long until a sleeper wakes by itself; null when none sleeps.</summary>
    public TimeSpan? NextWake()
    {
        DateTimeOffset? next = null;
        foreach (var entry in asleep)
            if (next is null || entry.WakeAt < next) next = entry.WakeAt;
        return next is { } at ? (at > time.GetUtcNow() ? at - time.GetUtcNow() : TimeSpan.Zero) : null;
    }

    private void Wake()
    {
        if (asleep.Count == 0) return;
        var now = time.GetUtcNow();
        foreach (var entry in asleep.Where(e => e.WakeAt <= now).ToList()) Activate(entry);
    }

    private void Activate(Entry entry)
    {
        asleep.Remove(entry);
        entry.IsActive = true;
        active.Enqueue(entry, (-entry.Pod.Spec["priority"u8].AsInt32(), entry.Since, turns++));
    }

    private static TimeSpan BackoffOf(Entry entry)
    {
        var delay = FirstBackoff * Math.Pow(2, Math.Min(entry.Attempts - 1, 10));
        return delay < LastBackoff ? delay : LastBackoff;
    }

    private sealed class Entry(Document pod, DateTimeOffset since)
    {
        public Document Pod { get; set; } = pod;
        public DateTimeOffset Since { get; } = since;
        public int Attempts { get; set; }
        public bool IsActive { get; set; }
        public DateTimeOffset WakeAt { get; set; }
        public DateTimeOffset NotBefore { get; set; }
    }
}
