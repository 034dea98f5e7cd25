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
    /// <summary>No write takes longer than this between taking from a quota and being stored.</summary>
    public static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(250);

    // Counted again though nothing was seen to change; upstream's period.
    private static readonly TimeSpan Resync = TimeSpan.FromMinutes(5);
    private readonly ActionExecutor executor = new(client, events);
    private readonly ConcurrentDictionary<ObjectKey, (string Version, long Since)> lastSeen = new();
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
            if (change.New is not { } quota) lastSeen.TryRemove(ObjectKey.Of(change.Old!), out _);
            else if (change.Old is not { } old || !Same(old.Spec, quota.Spec) || !Same(quota.Spec["hard"u8], quota.Status["hard"u8])) queue.Add(ObjectKey.Of(quota));
        });
        return [quotas];
    }

    public override async Task<ReconcileOutcome> ReconcileAsync(ObjectKey key, CancellationToken cancellation)
    {
        if (quotas!.Snapshot.Get(key.Namespace, key.Name) is not { } seen) return ReconcileOutcome.Done;
        foreach (var qualified in ResourceQuotaPlan.Counted(seen)) WatchObjectsOf(qualified);

        // The quota first and what it counts then: whoever takes from it meanwhile makes our write a conflict.
        var read = await client.GetAsync(ResourceQuotaPlan.Quotas, key.Namespace, key.Name, cancellation: cancellation);
        if (!read.IsSuccess) return read.Failure.IsNotFound ? ReconcileOutcome.Done : ReconcileOutcome.Failed(read.Failure);
        var quota = read.Value;
        var items = new SortedDictionary<string, IReadOnlyList<Document>>(StringComparer.Ordinal);
        foreach (var qualified in ResourceQuotaPlan.Counted(quota))
        {
            if (Find(qualified) is not { } kind) continue;
            var found = await client.ListAsync(kind.Resource, key.Namespace, new ListQuery(), cancellation);
            if (!found.IsSuccess) return ReconcileOutcome.Failed(found.Failure);
            items[qualified] = found.Value.Items;
        }
        var plan = ResourceQuotaPlan.Compute(quota, items, IsSettled(key, quota), time.GetUtcNow());
        if (await executor.ApplyAsync(plan.Actions, cancellation) is { IsNotFound: false } refused) return ReconcileOutcome.Failed(refused);
        return ReconcileOutcome.After(plan.LookAgainAfter ?? Resync);
    }

    private bool IsSettled(ObjectKey key, Document quota)
    {
        if (lastSeen.TryGetValue(key, out var last) && last.Version == quota.ResourceVersion) return time.GetElapsedTime(last.Since) >= Settling;
        lastSeen[key] = (quota.ResourceVersion, time.GetTimestamp());
        return false;
    }

    private void WatchObjectsOf(string qualified)
    {
        if (watched.ContainsKey(qualified) || Find(qualified) is not { } kind) return;
        var informer = informers!.For(kind.Resource);
        if (!watched.TryAdd(qualified, informer)) return;
        informer.Subscribe(change =>
        {
            if (change.Old is not { } old || (change.New is { } now && !Frees(qualified, old, now))) return;
            foreach (var quota in quotas!.Snapshot.InNamespace(old.Namespace))
                if (ResourceQuotaPlan.Counted(quota).Contains(qualified)) toDo!.Add(ObjectKey.Of(quota));
        });
    }

    // Updates that need more have been counted by admission, but counting again makes sure.
    private bool Frees(string qualified, Document old, Document now) =>
        !QuotaUsage.Of(qualified, old, time.GetUtcNow()).SameAs(QuotaUsage.Of(qualified, now, time.GetUtcNow()));

    private Kind? Find(string qualified) =>
        kinds.Current.All.FirstOrDefault(k => k is { Namespaced: true, StoredAs: null } && k.Allows("list") && k.Allows("watch") && k.Resource.Qualified == qualified);

    private static bool Same(Node left, Node right) => left.Raw.Span.SequenceEqual(right.Raw.Span);
}
