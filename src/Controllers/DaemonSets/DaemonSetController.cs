using System.Runtime.CompilerServices;
using Timonier.Client;
using Timonier.Client.Events;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Controllers.Revisions;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Controllers.DaemonSets;

/// <summary>Keeps a pod on every node that is meant.</summary>
public sealed class DaemonSetController : Controller<ObjectKey>
{
    private static readonly TimeSpan ShortestWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(15);
    private readonly ActionExecutor executor;
    private readonly RevisionWriter history;
    private readonly Expectations expectations;
    private readonly Backoff<(string Set, string Node)> failures;
    private readonly TimeProvider time;

    // A cluster that starts tells of each node alone.
    private readonly ConditionalWeakTable<Document, DaemonSetModel> models = [];
    private IInformer? sets, pods, nodes, revisions;

    public DaemonSetController(IClusterClient client, IEventRecorder events, TimeProvider time)
    {
        this.time = time;
        executor = new ActionExecutor(client, events);
        history = new RevisionWriter(client, executor, CoreResources.DaemonSets);
        expectations = new Expectations(time);
        failures = new Backoff<(string, string)>(ShortestWait, LongestWait, time);
    }

    public override string Name => "daemon-set-controller";

    public override IReadOnlyList<IInformer> Watch(IInformerSource source, WorkQueue<ObjectKey> queue)
    {
        sets = source.For(CoreResources.DaemonSets);
        pods = source.For(CoreResources.Pods);
        nodes = source.For(CoreResources.Nodes);
        revisions = source.For(CoreResources.ControllerRevisions);
        sets.Subscribe(change =>
        {
            if (change.New is null) expectations.Forget(ObjectKey.Of(change.Old!));
            queue.Add(ObjectKey.Of(change.Any));
        });
        pods.Subscribe(new OwnedObjects("DaemonSet", sets, queue, expectations).Heard);
        revisions.Subscribe(new OwnedObjects("DaemonSet", sets, queue).Heard);
        nodes.Subscribe(change =>
        {
            if (change is { Old: { } old, New: { } now } && IsSame(old.Metadata["labels"u8], now.Metadata["labels"u8]) && IsSame(old.Spec["taints"u8], now.Spec["taints"u8])) return;
            foreach (var set in sets.Snapshot.All)
                if (models.GetValue(set, static s => new DaemonSetModel(s)).IsConcernedBy(change.Old, change.New)) queue.Add(ObjectKey.Of(set));
        });
        return [sets, pods, nodes, revisions];
    }

    public override async Task<ReconcileOutcome> ReconcileAsync(ObjectKey key, CancellationToken cancellation)
    {
        failures.Sweep();
        if (sets!.Snapshot.Get(key.Namespace, key.Name) is not { } set || PodFacts.IsDeleting(set)) return ReconcileOutcome.Done;
        var about = ObjectReference.To(set) with { ApiVersion = "apps/v1", Kind = "DaemonSet" };
        var selector = ObjectSelectors.Read(set.Spec["selector"u8]);
        if (selector.IsEmpty)
        {
            executor.Record(new EventNote(about, "Warning", "SelectingAll", "This daemon set is selecting all pods. A non-empty selector is required."));
            return ReconcileOutcome.Done;
        }
        // Asked before the snapshots are read: what is met by now is also in them.
        var mayWrite = expectations.AreMet(key);

        // 1 which pods and revisions are its own
        var owner = new Ownership("apps/v1", "DaemonSet", set.Name, set.Uid);
        var kept = Claims.Compute(owner, false, selector, CoreResources.ControllerRevisions, revisions!.Snapshot.InNamespace(key.Namespace));
        var mine = Claims.Compute(owner, false, selector, CoreResources.Pods, pods!.Snapshot.InNamespace(key.Namespace));
        if (await executor.ApplyAsync(kept.Actions.Concat(mine.Actions), cancellation) is { IsNotFound: false } refused) return ReconcileOutcome.Failed(refused);

        // 2 the revision of its template
        var recorded = RevisionPlan.Compute(set, owner, DaemonSetModel.HashLabel, kept.Owned);
        var current = await history.StandAsync(set, recorded, cancellation);
        if (!current.IsSuccess) return ReconcileOutcome.Failed(current.Failure);

        // 3 the next step and its writes
        var plan = DaemonSetPlan.Compute(set, nodes!.Snapshot.All, mine.Owned, recorded, current.Value, n => failures.Remaining((set.Uid, n)), mayWrite, time.GetUtcNow());
        foreach (var note in plan.Notes) executor.Record(note);
        foreach (var node in plan.Failed) failures.Next((set.Uid, node));
        var writer = new PodWriter(executor, expectations, pods, key, about);
        var notMade = plan.Create.Count > 0 ? (await writer.CreateAsync(plan.Create, cancellation)).Failure : null;
        var notDeleted = plan.Delete.Count > 0 ? (await writer.DeleteAsync(plan.Delete, cancellation)).Failure : null;
        var failure = notMade ?? notDeleted ?? await executor.ApplyAsync(plan.History, cancellation);
        if (plan.Status is { } status && await executor.ApplyAsync([status], cancellation) is { IsNotFound: false } unwritten) return ReconcileOutcome.Failed(unwritten);
        return failure is null ? ReconcileOutcome.After(mayWrite ? plan.LookAgainAfter : Expectations.Lapse) : ReconcileOutcome.Failed(failure);
    }

    private static bool IsSame(Node left, Node right) => left.Raw.Span.SequenceEqual(right.Raw.Span);
}
