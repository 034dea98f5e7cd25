using System.Collections.Concurrent;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Kernel;

namespace Timonier.Controllers.Tests;

/// <summary>A controller that tells which keys it took.</summary>
internal sealed class Observed<TKey>(Controller<TKey> inner) : Controller<TKey> where TKey : notnull
{
    private readonly ConcurrentQueue<TKey> taken = new();

    public override string Name => inner.Name;
    public override int Workers => inner.Workers;

    /// <summary>Every key that was worked on, in order.</summary>
    public IReadOnlyCollection<TKey> Taken => taken;

    public override IReadOnlyList<IInformer> Watch(IInformerSource source, WorkQueue<TKey> queue) => inner.Watch(source, queue);

    public override Task RunBesideAsync(IInformerSource source, WorkQueue<TKey> queue, CancellationToken cancellation) => inner.RunBesideAsync(source, queue, cancellation);

    public override Task<ReconcileOutcome> ReconcileAsync(TKey key, CancellationToken cancellation)
    {
        taken.Enqueue(key);
        return inner.ReconcileAsync(key, cancellation);
    }
}
