using Timonier.Contracts.Cluster;
using Timonier.Kernel;

namespace Timonier.Controllers.Framework;

/// <summary>
/// A controller as the loop sees it: which changes concern which keys, and what one key needs. The thinking is
/// in a pure plan beside it; this is only the registration.
/// </summary>
public abstract class Controller<TKey> where TKey : notnull
{
    /// <summary>Its name in metrics and logs, and its service account in kube-system.</summary>
    public abstract string Name { get; }

    /// <summary>How many keys it works on at a time.</summary>
    public virtual int Workers => 5;

    /// <summary>Subscribes to its informers so that changes put keys into the queue; answers the informers it reads.</summary>
    public abstract IReadOnlyList<IInformer> Watch(IInformerSource source, WorkQueue<TKey> queue);

    /// <summary>What it does besides working on keys, until cancelled.</summary>
    public virtual Task RunBesideAsync(IInformerSource source, WorkQueue<TKey> queue, CancellationToken cancellation) => Task.CompletedTask;

    public abstract Task<ReconcileOutcome> ReconcileAsync(TKey key, CancellationToken cancellation);
}
