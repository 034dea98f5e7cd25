using Timonier.Documents;
using Timonier.Scheduling.Nodes;

namespace Timonier.Scheduling.Queue;

/// <summary>
/// Pods without a node: ready ones by priority and age; refused ones asleep until something changes that helps
/// them, or for 5 minutes, and in any case for a back-off of 1 s doubling to 10 s.
/// </summary>
public sealed class SchedulingQueue(TimeProvider time)
{
    private static readonly TimeSpan FirstBackoff = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LastBackoff = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestSleep = TimeSpan.FromMinutes(5);
    private readonly Dictionary<string, Entry> entries = new(StringComparer.Ordinal);
    private readonly PriorityQueue<Entry, (int Priority, DateTimeOffset Since, long Turn)> active = new();
    private readonly PriorityQueue<Entry, DateTimeOffset> alarms = new();
    private readonly HashSet<Entry> asleep = [];
    private long turns;

    public int Count => entries.Count;

    /// <summary>A pod that is new or has changed; a sleeper comes back when the change is one that decisions read.</summary>
    public void Put(Document pod)
    {
        if (!entries.TryGetValue(pod.Uid, out var entry))
        {
            entries[pod.Uid] = entry = new Entry(PodRequest.Of(pod), time.GetUtcNow());
            Activate(entry);
            return;
        }
        var before = entry.Request.Pod;
        if (before.Spec.Raw.Span.SequenceEqual(pod.Spec.Raw.Span) && before.Metadata["labels"u8].Raw.Span.SequenceEqual(pod.Metadata["labels"u8].Raw.Span))
        {
            entry.Request = entry.Request with { Pod = pod };
            return;
        }
        entry.Request = PodRequest.Of(pod);
        if (asleep.Contains(entry)) Activate(entry);
    }

    public void Remove(string uid)
    {
        if (entries.Remove(uid, out var entry)) asleep.Remove(entry);
    }

    /// <summary>The next pod to try; null when all wait.</summary>
    public PodRequest? Take()
    {
        while (NextAlarm() is { } at && at <= time.GetUtcNow()) Activate(alarms.Dequeue());
        while (active.TryDequeue(out var entry, out _))
        {
            if (!IsPresent(entry) || !entry.IsActive) continue;
            entry.IsActive = false;
            entry.Attempts++;
            return entry.Request;
        }
        return null;
    }

    /// <summary>No node fits: sleep until something helps.</summary>
    public void Sleep(string uid) => Sleep(uid, LongestSleep);

    /// <summary>The attempt broke on the way: again after the back-off.</summary>
    public void Retry(string uid) => Sleep(uid, TimeSpan.Zero);

    /// <summary>Something changed: those it helps come back when their back-off is over.</summary>
    public void Wake(Predicate<PodRequest> helps)
    {
        foreach (var entry in asleep)
            if (entry.WakeAt > entry.NotBefore && helps(entry.Request)) SetAlarm(entry, entry.NotBefore);
    }

    /// <summary>How long until a sleeper wakes by itself; null when none sleeps.</summary>
    public TimeSpan? NextWake() => NextAlarm() is { } at ? (at > time.GetUtcNow() ? at - time.GetUtcNow() : TimeSpan.Zero) : null;

    private void Sleep(string uid, TimeSpan longest)
    {
        if (!entries.TryGetValue(uid, out var entry)) return;
        var now = time.GetUtcNow();
        entry.NotBefore = now + BackoffOf(entry);
        asleep.Add(entry);
        SetAlarm(entry, now + longest > entry.NotBefore ? now + longest : entry.NotBefore);
    }

    private void SetAlarm(Entry entry, DateTimeOffset at)
    {
        entry.WakeAt = at;
        alarms.Enqueue(entry, at);
    }

    /// <summary>Drops alarms of pods that are gone, awake, or to be woken at another time.</summary>
    private DateTimeOffset? NextAlarm()
    {
        while (alarms.TryPeek(out var entry, out var at))
        {
            if (asleep.Contains(entry) && entry.WakeAt == at) return at;
            alarms.Dequeue();
        }
        return null;
    }

    private bool IsPresent(Entry entry) => entries.TryGetValue(entry.Request.Pod.Uid, out var present) && present == entry;

    private void Activate(Entry entry)
    {
        asleep.Remove(entry);
        entry.IsActive = true;
        active.Enqueue(entry, (-entry.Request.Pod.Spec["priority"u8].AsInt32(), entry.Since, turns++));
    }

    private static TimeSpan BackoffOf(Entry entry)
    {
        var delay = FirstBackoff * Math.Pow(2, Math.Min(entry.Attempts - 1, 10));
        return delay < LastBackoff ? delay : LastBackoff;
    }

    private sealed class Entry(PodRequest request, DateTimeOffset since)
    {
        public PodRequest Request { get; set; } = request;
        public DateTimeOffset Since { get; } = since;
        public int Attempts { get; set; }
        public bool IsActive { get; set; }
        public DateTimeOffset WakeAt { get; set; }
        public DateTimeOffset NotBefore { get; set; }
    }
}
