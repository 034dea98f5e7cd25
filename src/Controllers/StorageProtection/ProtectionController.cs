using Timonier.Client.Events;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Controllers.StorageProtection;

/// <summary>Holds the objects of one resource as long as they are used.</summary>
public abstract class ProtectionController(IClusterClient client, IEventRecorder events, ResourceName resource, string finalizer) : Controller<ObjectKey>
{
    private readonly ActionExecutor executor = new(client, events);
    private IInformer? objects;

    public sealed override IReadOnlyList<IInformer> Watch(IInformerSource source, WorkQueue<ObjectKey> queue)
    {
        objects = source.For(resource);
        objects.Subscribe(change =>
        {
            if (change.New is { } shown && ProtectionPlan.Concerns(shown, finalizer)) queue.Add(ObjectKey.Of(shown));
        });
        return [objects, .. WatchUsers(source, queue)];
    }

    public sealed override async Task<ReconcileOutcome> ReconcileAsync(ObjectKey key, CancellationToken cancellation)
    {
        if (objects!.Snapshot.Get(key.Namespace, key.Name) is not { } found || !ProtectionPlan.Concerns(found, finalizer)) return ReconcileOutcome.Done;
        var (isUsed, failure) = PodFacts.IsDeleting(found) ? await IsUsedAsync(found, cancellation) : (false, null);
        if (failure is not null) return ReconcileOutcome.Failed(failure);
        var plan = ProtectionPlan.Compute(found, resource, finalizer, isUsed);
        return await executor.ApplyAsync(plan.Actions, cancellation) is { IsNotFound: false } refused ? ReconcileOutcome.Failed(refused) : ReconcileOutcome.Done;
    }

    /// <summary>Follows those who use objects, and puts what they leave into the queue.</summary>
    protected abstract IReadOnlyList<IInformer> WatchUsers(IInformerSource source, WorkQueue<ObjectKey> queue);

    /// <summary>Whether somebody uses an object that is to go; or why that cannot be said.</summary>
    protected abstract ValueTask<(bool IsUsed, Status? Failure)> IsUsedAsync(Document document, CancellationToken cancellation);
}
