using System.Diagnostics.CodeAnalysis;
using Timonier.Contracts.Store;
using Timonier.Kernel;

namespace Timonier.Store.History;

/// <summary>
/// A cursor on the history. Awake it reads on its own, without a lock; asleep it has read all that concerns
/// it, and the hub moves it to the next event of its prefix when there is one.
/// </summary>
internal sealed class StoreWatch(WatchHub hub, WatchGroup group, long after) : IStoreWatch
{
    private volatile bool asleep;
    private volatile StoreWatchEnd end;
    private long position = after;
    private StoreEvent? next;
    private TaskCompletionSource<bool>? waiter;

    public StoreWatchEnd End => end;

    /// <summary>All up to here is read or does not concern the prefix; the event in <see cref="next"/> is not.</summary>
    public long Position => Volatile.Read(ref position);

    public int Slot { get; set; } = -1;

    public bool HasLeft { get; set; }

    public bool IsAsleep { get => asleep; set => asleep = value; }

    public long Progress => hub.Locked(published => asleep ? Math.Max(Position, published) : Position);

    public bool TryRead([NotNullWhen(true)] out StoreEvent? read)
    {
        read = Peek();
        if (read is null)
            return false;
        next = null;
        Volatile.Write(ref position, read.Revision);
        return true;
    }

    public ValueTask<bool> WaitAsync(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        while (Peek() is null)
        {
            if (end != StoreWatchEnd.None)
                return new ValueTask<bool>(false);

            if (hub.Locked(_ => TryBeginWait()))
                return new ValueTask<bool>(waiter!.Task.OrCancelledAsync(cancellation));
        }

        return new ValueTask<bool>(true);
    }

    public void Dispose() => hub.Leave(this, group);

    /// <summary>Called under the hub's lock.</summary>
    public void WakeAt(long revision)
    {
        Volatile.Write(ref position, revision - 1);
        asleep = false;
        waiter?.TrySetResult(true);
    }

    public void EndAs(StoreWatchEnd how)
    {
        if (end == StoreWatchEnd.None)
            end = how;
        waiter?.TrySetResult(false);
    }

    private bool TryBeginWait()
    {
        if (!asleep || end != StoreWatchEnd.None)
            return false;
        if (waiter is null || waiter.Task.IsCompleted)
            waiter = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        return true;
    }

    private StoreEvent? Peek()
    {
        while (next is null && !asleep && end == StoreWatchEnd.None)
        {
            var history = hub.History;
            var at = position;
            if (at < history.Compacted || history.Last - at > hub.Lag)
            {
                EndAs(StoreWatchEnd.TooSlow);
                return null;
            }

            while (at < history.Last && next is null)
            {
                at++;
                if (history[at] is { } found && found.Entry.Key.StartsWith(group.Prefix, StringComparison.Ordinal))
                    next = found;
            }

            Volatile.Write(ref position, next is null ? at : at - 1);
            if (next is null && group.IsClosed)
                EndAs(StoreWatchEnd.Closed);
            else if (next is null)
                hub.TrySleep(this, group, at);
        }

        return end is StoreWatchEnd.None ? next : null;
    }
}
