using System.Collections.Concurrent;
using Timonier.Client;
using Timonier.Client.Events;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Kinds;
using Timonier.Kinds.Quotas;

namespace Timonier.Controllers.ResourceQuotas;

/// <summary>
/// Keeps every quota's status: bounds from its spec, use counted from the objects. Admission adds to the use; what goes
/// away is taken off here. Only resources that some quota names are watched.
/// </summary>
public sealed class ResourceQuotaController(IClusterClient client, IEventRecorder events, IKindSource kinds, TimeProvider time) : Controller<ObjectKey>
{
    /// <summary>Most writes take less than this between taking from a quota and being stored.</summary>
    public static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(250);

    // What a slower write had taken may have been counted off: after a use went down it is counted once more.
    private static readonly TimeSpan Afterwards = TimeSpan.FromSeconds(5);

    // Counted again though nothing was seen to change; upstream's period.
    private static readonly TimeSpan Resync = TimeSpan.FromMinutes(5);
    private readonly ActionExecutor executor = new(client, events);
    private readonly ConcurrentDictionary<string, IInformer> watched = new(StringComparer.Ordinal);
    private IInformer? quotas;
    private IInformerSource? informers;
    private WorkQueue<ObjectKey>? toDo;

    public override string Name => "resourcequota-controller";

    public override IReadOnlyList<IInformer> Watch(IInformerSource source, WorkQueue<ObjectKey> queue)
    {
        (informers, toDo) = (source, queue);
        quotas = source.For(ResourceQuotaPlan.Quotas);
        quotas.Subscribe(change =>
        {
            // What admission takes needs no counting; bounds do, and a status that somebody else has written.
            if (change.New is not { } quota) return;
            if (change.Old is not { } old || !Same(old.Spec, quota.Spec) || !SameAmounts(quota.Spec["hard"u8], quota.Status["hard"u8])) queue.Add(ObjectKey.Of(quota));
        });
        return [quotas];
    }

    public override async Task<ReconcileOutcome> ReconcileAsync(ObjectKey key, CancellationToken cancellation)
    {
        // 1 changes of what it counts must not be missed from here on
        if (quotas!.Snapshot.Get(key.Namespace, key.Name) is not { } seen) return ReconcileOutcome.Done;
        foreach (var qualified in ResourceQuotaPlan.Counted(seen)) await WatchObjectsOfAsync(qualified, cancellation);

        // 2 count; what has become less is counted twice
        var (first, items, failure) = await CountAsync(key, cancellation);
        if (first is null) return failure is null ? ReconcileOutcome.Done : ReconcileOutcome.Failed(failure);
        var plan = ResourceQuotaPlan.Compute(first, items, isSettled: false, time.GetUtcNow());
        var isLess = plan.LookAgainAfter is not null;
        if (plan.LookAgainAfter is { } pause)
        {
            await Task.Delay(pause, time, cancellation);
            (var second, items, failure) = await CountAsync(key, cancellation);
            if (second is null) return failure is null ? ReconcileOutcome.Done : ReconcileOutcome.Failed(failure);
            plan = ResourceQuotaPlan.Compute(second, items, second.ResourceVersion == first.ResourceVersion, time.GetUtcNow());
        }

        // 3 say so
        if (await executor.ApplyAsync(plan.Actions, cancellation) is { IsNotFound: false } refused) return ReconcileOutcome.Failed(refused);
        return ReconcileOutcome.After(plan.LookAgainAfter ?? (isLess && plan.Actions.Count > 0 ? Afterwards : Resync));
    }

    // The quota first and what it counts then: whoever takes from it meanwhile makes our write a conflict.
    private async Task<(Document? Quota, IReadOnlyDictionary<string, IReadOnlyList<Document>> Items, Status? Failure)> CountAsync(ObjectKey key, CancellationToken cancellation)
    {
        var items = new SortedDictionary<string, IReadOnlyList<Document>>(StringComparer.Ordinal);
        var read = await client.GetAsync(ResourceQuotaPlan.Quotas, key.Namespace, key.Name, cancellation: cancellation);
        if (!read.IsSuccess) return (null, items, read.Failure.IsNotFound ? null : read.Failure);
        foreach (var qualified in ResourceQuotaPlan.Counted(read.Value))
        {
            if (Find(qualified) is not { } kind) continue;
            var found = await client.ListAsync(kind.Resource, key.Namespace, new ListQuery(), cancellation);
            if (!found.IsSuccess) return (null, items, found.Failure);
            items[qualified] = found.Value.Items;
        }
        return (read.Value, items, null);
    }

    private async Task WatchObjectsOfAsync(string qualified, CancellationToken cancellation)
    {
        if (!watched.TryGetValue(qualified, out var informer))
        {
            if (Find(qualified) is not { } kind) return;
            informer = informers!.For(kind.Resource);
            if (watched.TryAdd(qualified, informer)) informer.Subscribe(change => Recount(qualified, change));
        }
        await informer.SyncedAsync(cancellation);
    }

    private void Recount(string qualified, ObjectChange change)
    {
        if (change.Old is not { } old || (change.New is { } now && !Changes(qualified, old, now))) return;
        foreach (var quota in quotas!.Snapshot.InNamespace(old.Namespace))
            if (ResourceQuotaPlan.Counted(quota).Contains(qualified)) toDo!.Add(ObjectKey.Of(quota));
    }

    // Updates that need more have been counted by admission, but counting again makes sure.
    private bool Changes(string qualified, Document old, Document now) =>
        !QuotaUsage.Of(qualified, old, time.GetUtcNow()).SameAs(QuotaUsage.Of(qualified, now, time.GetUtcNow()));

    private Kind? Find(string qualified) =>
        kinds.Current.All.FirstOrDefault(k => k is { Namespaced: true, StoredAs: null } && k.Allows("list") && k.Allows("watch") && k.Resource.Qualified == qualified);

    private static bool SameAmounts(Node left, Node right) => right.Exists && ResourceAmounts.Of(left).SameAs(ResourceAmounts.Of(right));

    private static bool Same(Node left, Node right) => left.Raw.Span.SequenceEqual(right.Raw.Span);
}
