namespace Timonier.Dns;

/// <summary>What makes two questions the same for other servers.</summary>
internal readonly record struct CacheKey(string Name, RecordType Type, ushort Class, bool RecursionDesired, bool CheckingDisabled, bool HasEdns, bool DnssecOk)
{
    public static CacheKey Of(DnsQuestion q) => new(q.Name, q.Type, q.Class, q.RecursionDesired, q.CheckingDisabled, q.HasEdns, q.DnssecOk);
}

/// <summary>Answers of other servers for as long as they hold, bounded in time, number and size; when full, the oldest goes.</summary>
internal sealed class DnsCache(TimeProvider time)
{
    private const int MostEntries = 5_000, LargestReply = 4096;
    private const uint LongestAnswer = 3600, LongestDenial = 1800;
    private readonly Lock gate = new();
    private readonly Dictionary<CacheKey, (UpstreamReply Reply, DateTimeOffset Since, DateTimeOffset Until)> entries = [];
    private readonly Queue<CacheKey> byAge = new();

    public int Count
    {
        get { lock (gate) return entries.Count; }
    }

    /// <summary>The answer and its age in seconds.</summary>
    public (UpstreamReply Reply, uint Age)? Find(CacheKey key)
    {
        var now = time.GetUtcNow();
        lock (gate)
            return entries.TryGetValue(key, out var entry) && now < entry.Until ? (entry.Reply, (uint)(now - entry.Since).TotalSeconds) : null;
    }

    public void Keep(CacheKey key, UpstreamReply reply)
    {
        var seconds = Math.Min(reply.Seconds, reply.Code == ResponseCode.NameError ? LongestDenial : LongestAnswer);
        if (seconds == 0 || reply.Length > LargestReply) return;
        var now = time.GetUtcNow();
        lock (gate)
        {
            // A key stands in the queue once, for as long as it has an entry.
            if (!entries.ContainsKey(key)) byAge.Enqueue(key);
            entries[key] = (reply, now, now.AddSeconds(seconds));
            if (entries.Count > MostEntries) entries.Remove(byAge.Dequeue());
        }
    }
}
