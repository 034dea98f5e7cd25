using Timonier.Contracts.Store;

namespace Timonier.Store.History;

/// <summary>
/// Wakes watchers. They read the history themselves; the hub only knows, per prefix, who has caught up, so an
/// event costs one look-up per distinct length of the watched prefixes, however many watchers sleep.
/// </summary>
internal sealed class WatchHub(Func<EventHistory> history, int lag)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, WatchGroup> groups = new(StringComparer.Ordinal);
    private readonly SortedDictionary<int, int> groupsOfLength = [];
    private readonly PriorityQueue<TaskCompletionSource, long> revisionWaiters = new();
    private long published;
    private bool closed;

    public EventHistory History => history();

    public int Lag => lag;

    public IStoreWatch Watch(string prefix, long after)
    {
        lock (gate)
        {
            var kept = history();
            if (after < kept.Compacted)
                throw new RevisionCompactedException(after, kept.Compacted);

            if (!groups.TryGetValue(prefix, out var group))
            {
                groups[prefix] = group = new WatchGroup(prefix);
                groupsOfLength[prefix.Length] = groupsOfLength.GetValueOrDefault(prefix.Length) + 1;
            }

            group.Watchers++;
            var watch = new StoreWatch(this, group, after);
            if (closed)
                watch.EndAs(StoreWatchEnd.Closed);
            else if (after >= published)
                group.Sleep(watch);
            return watch;
        }
    }

    public void Opened(long revision) => published = revision;

    /// <summary>Called when the events are in <see cref="History"/>.</summary>
    public void Publish(List<StoreEvent> events)
    {
        lock (gate)
        {
            var byPrefix = groups.GetAlternateLookup<ReadOnlySpan<char>>();
            foreach (var next in events)
            {
                foreach (var length in groupsOfLength.Keys)
                {
                    if (length > next.Entry.Key.Length)
                        break;
                    if (byPrefix.TryGetValue(next.Entry.Key.AsSpan(0, length), out var group))
                        group.Wake(next.Revision);
                }
            }

            Reach(events[^1].Revision);
        }
    }

    /// <summary>Called when <see cref="History"/> has reached a revision without an event.</summary>
    public void Advance(long revision)
    {
        lock (gate)
            Reach(revision);
    }

    /// <summary>Called when <see cref="History"/> begins anew at that revision: nobody can read on across the gap.</summary>
    public void Cut(long revision)
    {
        lock (gate)
        {
            foreach (var group in groups.Values)
                group.Cut(revision);
            Reach(revision);
        }
    }

    /// <summary>Puts a watcher that has read up to there to sleep; false when there is more for it.</summary>
    public bool TrySleep(StoreWatch watch, WatchGroup group, long readTo)
    {
        lock (gate)
        {
            if (group.LastMatch > readTo || watch.End != StoreWatchEnd.None)
                return false;
            group.Sleep(watch);
            return true;
        }
    }

    public T Locked<T>(Func<long, T> read)
    {
        lock (gate)
            return read(published);
    }

    public void Leave(StoreWatch watch, WatchGroup group)
    {
        lock (gate)
        {
            if (watch.HasLeft)
                return;
            watch.HasLeft = true;
            watch.EndAs(StoreWatchEnd.Closed);
            group.Forget(watch);
            if (--group.Watchers > 0)
                return;
            groups.Remove(group.Prefix);
            if (--groupsOfLength[group.Prefix.Length] == 0)
                groupsOfLength.Remove(group.Prefix.Length);
        }
    }

    private void Reach(long revision)
    {
        published = revision;
        while (revisionWaiters.TryPeek(out var waiter, out var awaited) && awaited <= published)
        {
            revisionWaiters.Dequeue();
            waiter.TrySetResult();
        }
    }

    public async ValueTask WaitForAsync(long revision, CancellationToken cancellation)
    {
        var waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            if (revision <= published)
                return;
            ObjectDisposedException.ThrowIf(closed, typeof(IRevisionStore));
            revisionWaiters.Enqueue(waiter, revision);
        }

        await using var registration = cancellation.Register(() =>
        {
            lock (gate)
                revisionWaiters.Remove(waiter, out _, out _);
            waiter.TrySetCanceled(cancellation);
        });
        await waiter.Task;
    }

    public void Close()
    {
        lock (gate)
        {
            closed = true;
            foreach (var group in groups.Values)
                group.Close();
            while (revisionWaiters.TryDequeue(out var waiter, out _))
                waiter.TrySetException(new ObjectDisposedException(nameof(IRevisionStore)));
        }
    }
}
