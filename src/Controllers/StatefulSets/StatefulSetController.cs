using Timonier.Client;
using Timonier.Client.Events;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Controllers.Revisions;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Controllers.StatefulSets;

/// <summary>Keeps numbered pods, each with a name and claims of its own.</summary>
public sealed class StatefulSetController : Controller<ObjectKey>
{
    private const string HashLabel = "controller.kubernetes.io/hash";
    private readonly ActionExecutor executor;
    private readonly RevisionWriter history;
    private readonly Expectations expectations;
    private readonly TimeProvider time;
    private IInformer? sets, pods, revisions, claims;

    public StatefulSetController(IClusterClient client, IEventRecorder events, TimeProvider time)
    {
        this.time = time;
        executor = new ActionExecutor(client, events);
        history = new RevisionWriter(client, executor, CoreResources.StatefulSets);
        expectations = new Expectations(time);
    }

    public override string Name => "statefulset-controller";

    public override IReadOnlyList<IInformer> Watch(IInformerSource source, WorkQueue<ObjectKey> queue)
    {
        sets = source.For(CoreResources.StatefulSets);
        pods = source.For(CoreResources.Pods);
        revisions = source.For(CoreResources.ControllerRevisions);
        claims = source.For(CoreResources.PersistentVolumeClaims);
        sets.Subscribe(change => queue.Add(ObjectKey.Of(change.Any)));
        pods.Subscribe(new OwnedObjects("StatefulSet", sets, queue, expectations).Heard);
        revisions.Subscribe(new OwnedObjects("StatefulSet", sets, queue).Heard);
        claims.Subscribe(change =>
        {
            foreach (var set in sets.Snapshot.InNamespace(change.Any.Namespace))
                if (StatefulSetPlan.Concerns(set, change.Any.Name)) queue.Add(ObjectKey.Of(set));
        });
        return [sets, pods, revisions, claims];
    }

    public override async Task<ReconcileOutcome> ReconcileAsync(ObjectKey key, CancellationToken cancellation)
    {
        if (sets!.Snapshot.Get(key.Namespace, key.Name) is not { } set)
        {
            expectations.Forget(key);
            return ReconcileOutcome.Done;
        }
        // Asked before the snapshots are read: what is met by now is also in them.
        var mayWrite = expectations.AreMet(key);

        // 1 which pods and revisions are its own
        var owner = new Ownership("apps/v1", "StatefulSet", set.Name, set.Uid);
        var selector = ObjectSelectors.Read(set.Spec["selector"u8]);
        var ending = PodFacts.IsDeleting(set);
        var kept = Claims.Compute(owner, ending, static _ => true, CoreResources.ControllerRevisions, revisions!.Snapshot.InNamespace(key.Namespace).Where(IsSelected));
        var mine = Claims.Compute(owner, ending, p => IsSelected(p) && StatefulSetPlan.IsMember(set, p), CoreResources.Pods, pods!.Snapshot.InNamespace(key.Namespace));
        if (await executor.ApplyAsync(kept.Actions.Concat(mine.Actions), cancellation) is { IsNotFound: false } refused) return ReconcileOutcome.Failed(refused);

        // 2 the revision of its template; one that is deleted makes none any more
        var recorded = RevisionPlan.Compute(set, owner, HashLabel, kept.Owned);
        if (ending && recorded.Current is null) return ReconcileOutcome.Done;
        var update = ending ? recorded.Current! : await history.StandAsync(set, recorded, cancellation);
        if (!update.IsSuccess) return ReconcileOutcome.Failed(update.Failure);

        // 3 the next step and its writes
        var plan = StatefulSetPlan.Compute(set, mine.Owned, recorded, update.Value, n => claims!.Snapshot.Get(key.Namespace, n), mayWrite, time.GetUtcNow());
        foreach (var note in plan.Notes) executor.Record(note);
        var failure = await WriteAsync(key, plan, cancellation);
        if (plan.Status is { } status && await executor.ApplyAsync([status], cancellation) is { IsNotFound: false } unwritten) return ReconcileOutcome.Failed(unwritten);
        if (await executor.ApplyAsync(plan.History, cancellation) is { } stays) return ReconcileOutcome.Failed(stays);
        return failure is null ? ReconcileOutcome.After(mayWrite ? plan.LookAgainAfter : Expectations.Lapse) : ReconcileOutcome.Failed(failure);

        bool IsSelected(Document document) => selector.MatchesLabels(document.Metadata["labels"u8]);
    }

    private async Task<Status?> WriteAsync(ObjectKey key, StatefulSetPlan plan, CancellationToken cancellation)
    {
        var all = plan.Pods.SelectMany(s => s).Where(a => a.Resource == CoreResources.Pods).ToList();
        var doomed = all.OfType<DeleteAction>().ToList();
        if (plan.Pods.Count == 0) return null;
        expectations.Expect(key, all.OfType<CreateAction>().Count(), doomed.Select(d => d.Uid));
        var failure = plan.IsOrdered
            ? await ServeAsync(plan.Pods.SelectMany(s => s), cancellation)
            : (await SlowStart.RunAsync(plan.Pods.Count, i => ServeAsync(plan.Pods[i], cancellation))).Failure;
        // Names are ours and deletions are bound to uids, so what is written twice does no harm.
        if (failure is not null) expectations.Forget(key);
        foreach (var gone in doomed.Where(d => pods!.Snapshot.Get(d.Namespace, d.Name)?.Uid != d.Uid)) expectations.Deleted(key, gone.Uid);
        return failure;
    }

    private async Task<Status?> ServeAsync(IEnumerable<PlanAction> writes, CancellationToken cancellation)
    {
        foreach (var write in writes)
        {
            var done = await executor.ApplyAsync(write, cancellation);
            // A claim that is there already is as good as a new one.
            if (done.IsSuccess || (write.Resource == CoreResources.PersistentVolumeClaims && done.Failure.IsAlreadyExists)) continue;
            return done.Failure;
        }
        return null;
    }
}
