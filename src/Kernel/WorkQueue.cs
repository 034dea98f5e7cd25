using System.Diagnostics.CodeAnalysis;

namespace Timonier.Kernel;

/// <summary>
/// A queue of keys to work on. A key waits in it at most once; a key that is added while somebody works on it
/// comes again when that work is <see cref="Done"/>, so no two workers ever hold the same key.
/// </summary>
public sealed partial class WorkQueue<T> : IDisposable
    where T : notnull
{
    private readonly Lock gate = new();
    private readonly Queue<T> ready = new();
    private readonly HashSet<T> waiting = [];
    private readonly HashSet<T> working = [];
    private readonly Queue<TaskCompletionSource> workers = new();
    private bool stopped;

    /// <param name="time">What delays are measured with.</param>
    /// <param name="firstDelay">Delay after the first failure of a key; 5 ms unless told, doubled with each failure.</param>
    /// <param name="longestDelay">The longest delay; 1000 s unless told.</param>
    public WorkQueue(TimeProvider time, TimeSpan? firstDelay = null, TimeSpan? longestDelay = null)
    {
        this.time = time;
        first = firstDelay ?? TimeSpan.FromMilliseconds(5);
        longest = longestDelay ?? TimeSpan.FromSeconds(1000);
        timer = time.CreateTimer(static self => ((WorkQueue<T>)self!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>How many keys are ready to be taken.</summary>
    public int Count
    {
        get { lock (gate) return ready.Count; }
    }

    public bool IsStopped
    {
        get { lock (gate) return stopped; }
    }

    public void Add(T item)
    {
        lock (gate) AddLocked(item);
    }

    /// <summary>The next key; waits for one. False when the queue is stopped and empty. Call <see cref="Done"/> afterwards.</summary>
    public async ValueTask<(bool Found, T? Item)> TakeAsync(CancellationToken cancellation)
    {
        while (true)
        {
            TaskCompletionSource woken;
            lock (gate)
            {
                if (TakeLocked(out var item)) return (true, item);
                if (stopped) return (false, default);
                woken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                workers.Enqueue(woken);
            }
            try
            {
                await woken.Task.OrCancelledAsync(cancellation);
            }
            catch (OperationCanceledException)
            {
                // The wake-up may have been meant for us at this very moment: hand it on.
                lock (gate)
                    if (woken.Task.IsCompleted && ready.Count > 0) WakeLocked();
                    else woken.TrySetCanceled(cancellation);
                throw;
            }
        }
    }

    public bool TryTake([MaybeNullWhen(false)] out T item)
    {
        lock (gate) return TakeLocked(out item);
    }

    /// <summary>The work on the key has ended; if it was added meanwhile, it comes again.</summary>
    public void Done(T item)
    {
        lock (gate)
        {
            if (!working.Remove(item) || !waiting.Contains(item)) return;
            ready.Enqueue(item);
            WakeLocked();
        }
    }

    /// <summary>Takes no more keys; those that are ready may still be taken, those that are delayed are dropped.</summary>
    public void Stop()
    {
        lock (gate)
        {
            stopped = true;
            delayed.Clear();
            due.Clear();
            while (workers.TryDequeue(out var worker)) worker.TrySetResult();
        }
    }

    public void Dispose()
    {
        Stop();
        timer.Dispose();
    }

    private void AddLocked(T item)
    {
        if (stopped || !waiting.Add(item) || working.Contains(item)) return;
        ready.Enqueue(item);
        WakeLocked();
    }

    private bool TakeLocked([MaybeNullWhen(false)] out T item)
    {
        if (!ready.TryDequeue(out item)) return false;
        waiting.Remove(item);
        working.Add(item);
        return true;
    }

    private void WakeLocked()
    {
        while (workers.TryDequeue(out var worker))
            if (worker.TrySetResult()) return;
    }
}
