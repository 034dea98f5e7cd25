using System.Collections.Concurrent;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Kernel;
using Timonier.Tests.Live;

namespace Timonier.Controllers.Tests;

/// <summary>A controller that a test can see at work: which keys it took, and whether it rests.</summary>
internal sealed class Observed<TKey>(Controller<TKey> inner, LiveCluster cluster) : Controller<TKey>, IRestingLoop where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, bool> retrying = new();
    private readonly ConcurrentQueue<TKey> taken = new();
    private WorkQueue<TKey>? queue;
    private int busy;

    public override string Name => inner.Name;
    public override int Workers => inner.Workers;

    /// <summary>Every key that was worked on, in order.</summary>
    public IReadOnlyCollection<TKey> Taken => taken;

    public IReadOnlyList<IInformer> Informers { get; private set; } = [];

    public bool Rests => queue is { Count: 0 } && Volatile.Read(ref busy) == 0 && retrying.IsEmpty;

    public int Rounds => taken.Count;

    public override IReadOnlyList<IInformer> Watch(IInformerSource source, WorkQueue<TKey> queue)
    {
        var informers = inner.Watch(source, queue);
        foreach (var informer in informers) informer.Subscribe(_ => cluster.Pulse());
        Informers = informers;
        this.queue = queue;
        return informers;
    }

    public override Task RunBesideAsync(IInformerSource source, WorkQueue<TKey> queue, CancellationToken cancellation) => inner.RunBesideAsync(source, queue, cancellation);

    public override async Task<ReconcileOutcome> ReconcileAsync(TKey key, CancellationToken cancellation)
    {
        Interlocked.Increment(ref busy);
        taken.Enqueue(key);
        try
        {
            var outcome = await inner.ReconcileAsync(key, cancellation);
            if (outcome.Failure is null) retrying.TryRemove(key, out _);
            else retrying[key] = true;
            return outcome;
        }
        finally
        {
            Interlocked.Decrement(ref busy);
            cluster.Pulse();
        }
    }
}
