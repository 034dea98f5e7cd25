using Timonier.Client;
using Timonier.Client.Events;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Controllers.ReplicaSets;

/// <summary>Keeps as many pods of a template running as a ReplicaSet or a ReplicationController asks for.</summary>
public sealed class ReplicaSetController(ReplicaKind kind, IClusterClient client, IEventRecorder events, TimeProvider time) : Controller<ObjectKey>
{
    private readonly ActionExecutor executor = new(client, events);
    private readonly Expectations expectations = new(time);
    private IInformer? sets, pods;

    public override string Name => kind.Controller;

    public override IReadOnlyList<IInformer> Watch(IInformerSource source, WorkQueue<ObjectKey> queue)
    {
        sets = source.For(kind.Resource);
        pods = source.For(CoreResources.Pods);
        sets.Subscribe(change =>
        {
            if (change.New is null) expectations.Forget(ObjectKey.Of(change.Old!));
            queue.Add(ObjectKey.Of(change.Any));
        });
        pods.Subscribe(new OwnedObjects(kind.Name, sets, queue, expectations, kind.Selector).Heard);
        return [sets, pods];
    }

    public override async Task<ReconcileOutcome> ReconcileAsync(ObjectKey key, CancellationToken cancellation)
    {
        var set = sets!.Snapshot.Get(key.Namespace, key.Name);
        if (set is null)
        {
            expectations.Forget(key);
            return ReconcileOutcome.Done;
        }
        // Asked before the snapshot is read: what is met by now is also in it.
        var mayWrite = expectations.AreMet(key);
        var plan = ReplicaSetPlan.Compute(kind, set, pods!.Snapshot.InNamespace(key.Namespace), Siblings(set), mayWrite, time.GetUtcNow());
        if (await executor.ApplyAsync(plan.Claims, cancellation) is { } refused && !refused.IsNotFound) return ReconcileOutcome.Failed(refused);
        var writer = new PodWriter(executor, expectations, pods, key, kind.About(set));
        var failure = plan.Create > 0 ? (await writer.CreateAsync([.. Enumerable.Repeat(plan.Pod, plan.Create)], cancellation)).Failure
            : plan.Delete.Count > 0 ? (await writer.DeleteAsync(plan.Delete, cancellation)).Failure
            : null;
        var status = ReplicaSetStatus.Compute(kind, set, plan.Owned, failure, plan.Create > 0, time.GetUtcNow());
        if (status.Write is { } write && await executor.ApplyAsync([write], cancellation) is { IsNotFound: false } unwritten) return ReconcileOutcome.Failed(unwritten);
        return failure is null ? ReconcileOutcome.After(status.LookAgainAfter) : ReconcileOutcome.Failed(failure);
    }

    private HashSet<string> Siblings(Document set)
    {
        var mine = new HashSet<string>(StringComparer.Ordinal) { set.Uid };
        if (Ownership.ControllerOf(set) is not { } owner) return mine;
        foreach (var other in sets!.Snapshot.InNamespace(set.Namespace))
            if (Ownership.ControllerOf(other)?.Uid == owner.Uid) mine.Add(other.Uid);
        return mine;
    }
}
