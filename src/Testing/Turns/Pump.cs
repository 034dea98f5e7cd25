using System.Diagnostics.CodeAnalysis;

namespace Timonier.Testing.Turns;

/// <summary>
/// Where everything of one cluster runs: one piece of work at a time, from one await to the next. Who runs the pieces is
/// either any thread that is free, or, by hand, whoever calls <see cref="TakeTurn"/>; with chance given, which of the
/// pieces comes next is drawn, so that a seed decides the whole run.
/// </summary>
public sealed class Pump(Random? chance = null, bool byHand = false) : TaskScheduler
{
    private readonly Lock gate = new();
    private readonly Queue<Task> inOrder = new();
    private readonly List<Task> anyOrder = [];
    private readonly int owner = Environment.CurrentManagedThreadId;
    private readonly List<string> strays = [];
    private bool running;

    /// <summary>Asked when nothing is left to run, outside of any turn; true when it has made something to run, or wants to be asked again.</summary>
    public Func<bool> Idle { get; set; } = static () => false;

    /// <summary>Called after each piece.</summary>
    public Action Turned { get; set; } = static () => { };

    /// <summary>How many pieces have run.</summary>
    public long Turns { get; private set; }

    /// <summary>By hand only: from where work came in that another thread had in its hands meanwhile, which no seed can replay.</summary>
    public IReadOnlyList<string> Strays => strays;

    /// <summary>Runs work here, and everything that follows from it.</summary>
    public Task<T> RunAsync<T>(Func<Task<T>> work) => Current == this
        ? work()
        : Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, this).Unwrap();

    /// <inheritdoc cref="RunAsync{T}(Func{Task{T}})"/>
    public Task RunAsync(Func<Task> work) => Current == this
        ? work()
        : Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, this).Unwrap();

    /// <summary>One turn of its own.</summary>
    public void Post(Action work) => _ = Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, this);

    /// <summary>By hand: runs one piece; false when there is none.</summary>
    public bool TakeTurn()
    {
        Task? next;
        lock (gate)
            if (!TryTakeLocked(out next)) return false;
        Run(next);
        return true;
    }

    protected override void QueueTask(Task task)
    {
        lock (gate)
        {
            if (byHand && Current != this && Environment.CurrentManagedThreadId != owner) strays.Add(Environment.StackTrace);
            if (chance is null) inOrder.Enqueue(task);
            else anyOrder.Add(task);
            if (byHand || running) return;
            running = true;
        }
        ThreadPool.UnsafeQueueUserWorkItem(static pump => pump.Drain(), this, preferLocal: false);
    }

    // What goes on in the same turn may go on at once; what was put in line waits for its turn.
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        !taskWasPreviouslyQueued && Current == this && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks()
    {
        lock (gate) return [.. inOrder, .. anyOrder];
    }

    private void Drain()
    {
        while (true)
        {
            Task? next;
            bool found;
            lock (gate) found = TryTakeLocked(out next);
            if (found)
            {
                Run(next!);
                continue;
            }
            if (Idle()) continue;
            lock (gate)
            {
                if (inOrder.Count + anyOrder.Count > 0) continue;
                running = false;
                return;
            }
        }
    }

    private void Run(Task next)
    {
        Turns++;
        TryExecuteTask(next);
        Turned();
    }

    private bool TryTakeLocked([NotNullWhen(true)] out Task? next)
    {
        if (chance is null) return inOrder.TryDequeue(out next);
        next = null;
        if (anyOrder.Count == 0) return false;
        var at = chance.Next(anyOrder.Count);
        next = anyOrder[at];
        anyOrder[at] = anyOrder[^1];
        anyOrder.RemoveAt(anyOrder.Count - 1);
        return true;
    }
}
