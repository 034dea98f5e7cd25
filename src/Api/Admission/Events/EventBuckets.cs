namespace Timonier.Api.Admission.Events;

/// <summary>The buckets of one limit, one for each key that was heard of lately. A key that was forgotten starts with a full one.</summary>
internal sealed class EventBuckets(EventLimit limit, TimeProvider time)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, LinkedListNode<Bucket>> known = new(StringComparer.Ordinal);
    private readonly LinkedList<Bucket> latestFirst = new();

    public EventLimitType Type => limit.Type;

    /// <summary>Takes one from the key's bucket; false when there is none.</summary>
    public bool Take(string key)
    {
        lock (gate)
        {
            var bucket = Find(key);
            var now = time.GetTimestamp();
            bucket.Level = Math.Min(limit.Burst, bucket.Level + time.GetElapsedTime(bucket.Seen, now).TotalSeconds * limit.PerSecond);
            bucket.Seen = now;
            if (bucket.Level < 1) return false;
            bucket.Level--;
            return true;
        }
    }

    private Bucket Find(string key)
    {
        if (known.TryGetValue(key, out var found)) latestFirst.Remove(found);
        else found = known[key] = new LinkedListNode<Bucket>(new Bucket(key) { Level = limit.Burst, Seen = time.GetTimestamp() });
        latestFirst.AddFirst(found);
        if (known.Count > limit.Remembered)
        {
            known.Remove(latestFirst.Last!.Value.Key);
            latestFirst.RemoveLast();
        }
        return found.Value;
    }

    private sealed class Bucket(string key)
    {
        public string Key => key;
        public double Level { get; set; }
        public long Seen { get; set; }
    }
}
