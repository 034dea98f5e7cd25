using System.Collections.Concurrent;

namespace Timonier.Store.Embedded;

/// <summary>
/// When which keys delete themselves, and the timer for the first of them. Only whoever commits may change it;
/// <see cref="DeadlineOf"/> may be asked by others meanwhile.
/// </summary>
internal sealed class ExpirySchedule(TimeProvider time, Action wake) : IAsyncDisposable
{
    // Timers refuse spans beyond some weeks; waking once a day for a far deadline costs nothing.
    private const long LongestWait = 24 * 3600 * 1000;
    private const long RetryAfterFullDisk = 1000;

    private readonly PriorityQueue<Expiry, long> expiries = new();
    private readonly ConcurrentDictionary<long, long> deadlineOfRevision = new();
    private readonly ITimer timer = time.CreateTimer(_ => wake(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    private long armedFor = long.MaxValue;

    /// <summary>In Unix milliseconds; 0 when what was written at that revision stays.</summary>
    public long DeadlineOf(long revision) => deadlineOfRevision.GetValueOrDefault(revision);

    /// <param name="now">Unix milliseconds.</param>
    /// <param name="woken">The timer has fired since the last call.</param>
    public List<Expiry> TakeDue(long now, bool woken)
    {
        var due = new List<Expiry>();
        while (expiries.TryPeek(out var first, out var deadline) && deadline <= now)
        {
            expiries.Dequeue();
            due.Add(first);
        }

        // A timer may fire a little early; it is spent then too, and has to be set again.
        if (woken)
            armedFor = long.MaxValue;
        return due;
    }

    /// <summary>Takes in the new deadlines, forgets the ones that are done, and sets the timer for the first.</summary>
    public void Schedule(List<(long Revision, string Key, long Deadline)> deadlines, List<Expiry> due)
    {
        foreach (var (revision, key, deadline) in deadlines)
            Remember(new Expiry(key, revision, deadline));

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

        var at = Math.Min(next, now + LongestWait);
        if (at >= armedFor)
            return;
        armedFor = at;
        timer.Change(TimeSpan.FromMilliseconds(Math.Max(0, at - now)), Timeout.InfiniteTimeSpan);
    }

    /// <summary>What is still to come.</summary>
    public IReadOnlyList<Expiry> Pending() => [.. expiries.UnorderedItems.Select(static item => new Expiry(item.Element.Key, item.Element.Revision, item.Element.Deadline))];

    public void Remember(Expiry expiry)
    {
        expiries.Enqueue(expiry, expiry.Deadline);
        deadlineOfRevision[expiry.Revision] = expiry.Deadline;
    }

    public ValueTask DisposeAsync() => timer.DisposeAsync();
}
