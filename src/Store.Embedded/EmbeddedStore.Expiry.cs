using System.Collections.Concurrent;

namespace Timonier.Store.Embedded;

public sealed partial class EmbeddedStore
{
    // Timers refuse spans beyond some weeks; waking once a day for a far deadline costs nothing.
    private const long LongestWait = 24 * 3600 * 1000;
    private const long RetryAfterFullDisk = 1000;

    private readonly PriorityQueue<Expiry, long> expiries = new();

    // Compactions read it while the commit thread adds and removes.
    private readonly ConcurrentDictionary<long, long> deadlineOfRevision = new();
    private readonly ITimer expiryTimer;
    private long expiryArmedFor = long.MaxValue;

    private void EnqueueExpiry() => Enqueue(new PendingWrite(PendingKind.Expire, "", default, 0));

    private List<Expiry> TakeDue(List<PendingWrite> batch, long now)
    {
        var due = new List<Expiry>();
        while (expiries.TryPeek(out var first, out var deadline) && deadline <= now)
        {
            expiries.Dequeue();
            due.Add(first);
        }

        // A timer may fire a little early; it is spent then too, and has to be set again.
        if (batch.Exists(static write => write.Kind == PendingKind.Expire))
            expiryArmedFor = long.MaxValue;
        return due;
    }

    /// <summary>Takes in the new deadlines, forgets the ones that are done, and sets the timer for the first.</summary>
    private void ScheduleExpiry(List<(long Revision, string Key, long Deadline)> deadlines, List<Expiry> due)
    {
        foreach (var (revision, key, deadline) in deadlines)
            Remember(new Expiry(key, revision, deadline), deadline);

        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        foreach (var expiry in due)
        {
            if (expiry.IsDone)
                deadlineOfRevision.TryRemove(expiry.Revision, out _);
            else
                expiries.Enqueue(expiry, now + RetryAfterFullDisk);
        }

        if (!expiries.TryPeek(out _, out var next))
            return;

        var wake = Math.Min(next, now + LongestWait);
        if (wake >= expiryArmedFor)
            return;
        expiryArmedFor = wake;
        expiryTimer.Change(TimeSpan.FromMilliseconds(Math.Max(0, wake - now)), Timeout.InfiniteTimeSpan);
    }

    private void Remember(Expiry expiry, long deadline)
    {
        expiries.Enqueue(expiry, deadline);
        deadlineOfRevision[expiry.Revision] = expiry.Deadline;
    }
}
