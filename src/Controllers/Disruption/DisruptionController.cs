using Timonier.Client;
using Timonier.Client.Events;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Kinds;

namespace Timonier.Controllers.Disruption;

/// <summary>Says in the status of each PodDisruptionBudget how many pods may be evicted.</summary>
public sealed class DisruptionController(IClusterClient client, IEventRecorder events, IKindSource kinds, TimeProvider time) : Controller<ObjectKey>
{
    private readonly ActionExecutor executor = new(client, events);
    private PodOwners? owners;
    private IInformer? budgets, pods;

    public override string Name => "disruption-controller";

    public override IReadOnlyList<IInformer> Watch(IInformerSource source, WorkQueue<ObjectKey> queue)
    {
        budgets = source.For(CoreResources.PodDisruptionBudgets);
        pods = source.For(CoreResources.Pods);
        owners = new PodOwners(client, kinds, source);
        budgets.Subscribe(change =>
        {
            if (change.New is { } budget) queue.Add(ObjectKey.Of(budget));
        });
        pods.Subscribe(change =>
        {
            foreach (var budget in budgets.Snapshot.InNamespace(change.Any.Namespace))
                if ((change.New is { } now && Selects(budget, now)) || (change.Old is { } old && Selects(budget, old))) queue.Add(ObjectKey.Of(budget));
        });
        return [budgets, pods, .. owners.Informers];
    }

    public override async Task<ReconcileOutcome> ReconcileAsync(ObjectKey key, CancellationToken cancellation)
    {
        if (budgets!.Snapshot.Get(key.Namespace, key.Name) is not { } budget) return ReconcileOutcome.Done;
        var selector = ObjectSelectors.Read(budget.Spec["selector"u8]);
        var selected = pods!.Snapshot.InNamespace(key.Namespace).Where(p => selector.MatchesLabels(p.Metadata["labels"u8])).ToList();
        var wanted = DisruptionPlan.AsksOwners(budget) ? await owners!.WantAsync(selected, cancellation) : ExpectedPods.None;
        var plan = DisruptionPlan.Compute(budget, selected, wanted, time.GetUtcNow());
        foreach (var note in plan.Notes) executor.Record(note);
        if (plan.Write is { } write && await executor.ApplyAsync([write], cancellation) is { IsNotFound: false } refused) return ReconcileOutcome.Failed(refused);
        // An owner that is not seen yet may be a moment later: then it is tried again as any failure is.
        return wanted.Failure is { } unknown ? ReconcileOutcome.Failed(Status.InternalError(unknown)) : ReconcileOutcome.After(plan.LookAgainAfter);
    }

    private static bool Selects(Document budget, Document pod) => ObjectSelectors.Read(budget.Spec["selector"u8]).MatchesLabels(pod.Metadata["labels"u8]);
}
