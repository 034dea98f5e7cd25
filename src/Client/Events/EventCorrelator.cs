namespace Timonier.Client.Events;

/// <summary>
/// Decides what becomes of an event: dropped when its object floods, folded with similar ones, counted up when
/// it was told before. The figures are upstream's (a burst of 25 and one each 5 minutes for an object; more
/// than 10 similar messages in 10 minutes are folded; 4096 remembered).
/// </summary>
internal sealed class EventCorrelator(TimeProvider time)
{
    private const int Burst = 25;
    private const int SimilarLimit = 10;
    private const int Remembered = 4096;
    private static readonly TimeSpan RefillPeriod = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan SimilarPeriod = TimeSpan.FromMinutes(10);
    private const string FoldedPrefix = "(combined from similar events): ";

    private readonly Dictionary<(ObjectReference, string), Bucket> buckets = [];
    private readonly Dictionary<(ObjectReference, string, string), Similar> similar = [];
    private readonly Dictionary<(ObjectReference, string, string, string), Told> told = [];

    /// <summary>Null when the event is to be dropped.</summary>
    public Told? Admit(ObjectReference about, string type, string reason, string message)
    {
        var now = time.GetUtcNow();
        var subject = about with { ResourceVersion = "" };
        if (!TakeToken((subject with { FieldPath = "" }, ""), now)) return null;
        var key = Fold((subject, type, reason), message, now);
        if (!told.TryGetValue(key, out var known))
        {
            Bound(told);
            known = new Told(key.Item4, now);
            told[key] = known;
        }
        known.Message = key.Item4.StartsWith(FoldedPrefix, StringComparison.Ordinal) ? FoldedPrefix + message : message;
        known.Count++;
        return known;
    }

    private (ObjectReference, string, string, string) Fold((ObjectReference About, string Type, string Reason) key, string message, DateTimeOffset now)
    {
        if (!similar.TryGetValue(key, out var group) || now - group.Last > SimilarPeriod)
        {
            Bound(similar);
            similar[key] = group = new Similar();
        }
        group.Last = now;
        if (group.Messages.Count < SimilarLimit) group.Messages.Add(message);
        var folded = group.Messages.Count >= SimilarLimit && !group.Messages.Contains(message);
        // All folded messages of a group count as one event, so its key is the prefix alone.
        return (key.About, key.Type, key.Reason, folded ? FoldedPrefix : message);
    }

    private bool TakeToken((ObjectReference, string) key, DateTimeOffset now)
    {
        if (!buckets.TryGetValue(key, out var bucket))
        {
            Bound(buckets);
            buckets[key] = bucket = new Bucket(Burst, now);
        }
        bucket.Tokens = Math.Min(Burst, bucket.Tokens + ((now - bucket.Last) / RefillPeriod));
        bucket.Last = now;
        if (bucket.Tokens < 1) return false;
        bucket.Tokens--;
        return true;
    }

    private static void Bound<TKey, TValue>(Dictionary<TKey, TValue> memory) where TKey : notnull
    {
        // Forgetting all at once costs a repeated first event here and there, and no bookkeeping for each.
        if (memory.Count >= Remembered) memory.Clear();
    }

    /// <summary>An event that stands in the cluster under <see cref="Name"/> once it was written.</summary>
    internal sealed class Told(string message, DateTimeOffset first)
    {
        public string Name { get; set; } = "";
        public string Message { get; set; } = message;
        public DateTimeOffset First { get; } = first;
        public int Count { get; set; }
    }

    private sealed class Similar
    {
        public HashSet<string> Messages { get; } = new(StringComparer.Ordinal);
        public DateTimeOffset Last { get; set; }
    }

    private sealed class Bucket(double tokens, DateTimeOffset last)
    {
        public double Tokens { get; set; } = tokens;
        public DateTimeOffset Last { get; set; } = last;
    }
}
