using System.Collections.Concurrent;
using Timonier.Client.Events;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Kinds;

namespace Timonier.Controllers.GarbageCollection;

/// <summary>Deletes what its owners have left behind, for every kind that is served.</summary>
public sealed class GarbageCollector(IClusterClient client, IEventRecorder events, IKindSource kinds) : Controller<GarbageKey>
{
    // Until an owner that the cluster has is in our copies too: if it goes before, nothing else tells us.
    private static readonly TimeSpan Unseen = TimeSpan.FromSeconds(1);
    private static readonly ResourceName Definitions = new("apiextensions.k8s.io", "v1", "customresourcedefinitions");
    private readonly ActionExecutor executor = new(client, events);
    private readonly OwnershipGraph graph = new();
    private readonly GoneOwners gone = new();
    // Owners that are known to be gone, and where they were, while somebody still depends on them: when their kind goes
    // too, nobody can be asked for them.
    private readonly ConcurrentDictionary<string, string> ended = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<ResourceName, IInformer> informers = [];
    private volatile TaskCompletionSource definitionGone = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override string Name => "generic-garbage-collector";
    public override int Workers => 20;

    public override IReadOnlyList<IInformer> Watch(IInformerSource source, WorkQueue<GarbageKey> queue)
    {
        Follow(source, queue);
        return [.. Watched(kinds.Current).Select(r => informers[r])];
    }

    /// <summary>Kinds that come are watched from then on, and those that go no longer.</summary>
    public override async Task RunBesideAsync(IInformerSource source, WorkQueue<GarbageKey> queue, CancellationToken cancellation)
    {
        while (true)
        {
            var replaced = kinds.Replaced;
            var gone = definitionGone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Follow(source, queue);
            await Task.WhenAny(replaced, gone.Task).OrCancelledAsync(cancellation);
        }
    }

    // Events own nothing and nobody owns them, and there are many. Of several versions one shows all objects.
    private static IEnumerable<ResourceName> Watched(KindCatalogue catalogue) => catalogue.All
        .Where(k => k.Allows("list") && k.Allows("watch") && k.Allows("delete") && k.Plural != "events")
        .DistinctBy(k => (k.Group, k.Plural))
        .Select(k => k.Resource);

    private void Follow(IInformerSource source, WorkQueue<GarbageKey> queue)
    {
        var wanted = Watched(kinds.Current).ToHashSet();
        // In an order of their own: what is done must not follow from where their hashes put them.
        foreach (var resource in informers.Keys.Where(r => !wanted.Contains(r)).OrderBy(r => r.ToString(), StringComparer.Ordinal))
        {
            if (!wanted.Any(r => (r.Group, r.Plural) == (resource.Group, resource.Plural)))
            {
                // No longer served, but its objects may come back.
                if (IsDefined(resource)) continue;
                // A definition goes after the last of its objects; of those we may not have heard.
                foreach (var last in informers[resource].Snapshot.All) End(last, queue);
            }
            informers.TryRemove(resource, out _);
            source.Forget(resource);
        }
        foreach (var resource in wanted.Where(r => !informers.ContainsKey(r)))
        {
            var informer = informers[resource] = source.For(resource);
            informer.Subscribe(change => Heard(resource, change, queue));
        }
    }

    private bool IsDefined(ResourceName resource) => informers.TryGetValue(Definitions, out var definitions) && definitions.Snapshot.Get("", resource.Qualified) is not null;

    private Document? Present(GarbageKey key) => informers.TryGetValue(key.Resource, out var informer) ? informer.Snapshot.Get(key.Namespace, key.Name) : null;

    public override async Task<ReconcileOutcome> ReconcileAsync(GarbageKey key, CancellationToken cancellation)
    {
        if (Present(key) is not { } item || item.Uid != key.Uid) return ReconcileOutcome.Done;
        var dependents = Dependents(item.Uid);
        var owners = new List<OwnerFate>();
        if (!PodFacts.IsDeleting(item))
        {
            foreach (var (owner, blocks) in GarbagePlan.Owners(item))
            {
                var (fate, failure) = await FateAsync(owner, item.Namespace, cancellation);
                if (failure is not null) return ReconcileOutcome.Failed(failure);
                owners.Add(new OwnerFate(owner, blocks, fate));
            }
        }
        var actions = GarbagePlan.Compute(key.Resource, item, owners, dependents);
        var refused = await executor.ApplyAsync(actions, cancellation);
        if (refused is { IsNotFound: false }) return ReconcileOutcome.Failed(refused);
        return owners.Exists(o => o.Fate == Fate.Lives && IsUnseen(o.Owner, item.Namespace)) ? ReconcileOutcome.After(Unseen) : ReconcileOutcome.Done;
    }

    /// <summary>Absence in our copies proves nothing, they may lag: before an owner counts as gone it is looked up in the cluster itself.</summary>
    private async Task<(Fate Fate, Status? Failure)> FateAsync(Ownership owner, string @namespace, CancellationToken cancellation)
    {
        // An owner stands in the same namespace or in none; one elsewhere with that uid is not the one that is meant.
        if (graph.Find(owner.Uid) is { } known && (known.Namespace.Length == 0 || known.Namespace == @namespace) && Present(known) is { } present && present.Uid == owner.Uid)
            return (Judge(present), null);
        if (gone.Contains(@namespace, owner) || (ended.TryGetValue(owner.Uid, out var place) && (place.Length == 0 || place == @namespace))) return (Fate.IsGone, null);
        // An owner of a kind that we do not serve cannot be judged, so it lives.
        if (kinds.Current.FindKind(owner.ApiVersion, owner.Kind) is not { Served: true } kind) return (Fate.Lives, null);
        // Nor one in a namespace that a cluster-wide object cannot name.
        if (kind.Namespaced && @namespace.Length == 0) return (Fate.Lives, null);
        var read = await client.GetAsync(kind.Resource, kind.Namespaced ? @namespace : "", owner.Name, cancellation: cancellation);
        if (read.IsSuccess && read.Value.Uid == owner.Uid) return (Judge(read.Value), null);
        if (read.Failure is { IsNotFound: false } unknown) return (Fate.Lives, unknown);
        gone.Add(@namespace, owner);
        return (Fate.IsGone, null);
    }

    private bool IsUnseen(Ownership owner, string @namespace) =>
        graph.Find(owner.Uid) is null && kinds.Current.FindKind(owner.ApiVersion, owner.Kind) is { Served: true } kind
        && !(kind.Namespaced && @namespace.Length == 0) && informers.Keys.Any(r => (r.Group, r.Plural) == (kind.Group, kind.Plural));

    private static Fate Judge(Document owner) =>
        PodFacts.IsDeleting(owner) && GarbagePlan.Has(owner, GarbagePlan.Foreground) ? Fate.WaitsForDependents : Fate.Lives;

    private List<(ResourceName Resource, Document Object)> Dependents(string uid)
    {
        var found = new List<(ResourceName, Document)>();
        foreach (var key in graph.DependentsOf(uid))
            if (Present(key) is { } dependent && dependent.Uid == key.Uid) found.Add((key.Resource, dependent));
        return found;
    }

    private void Heard(ResourceName resource, ObjectChange change, WorkQueue<GarbageKey> queue)
    {
        graph.Note(resource, change);
        var item = change.Any;
        if (change.New is { } now)
        {
            if (change.Old is null)
            {
                gone.Forget(now.Uid);
                ended.TryRemove(now.Uid, out _);
            }
            var isWaiting = PodFacts.IsDeleting(now) && (GarbagePlan.Has(now, GarbagePlan.Foreground) || GarbagePlan.Has(now, GarbagePlan.Orphan));
            if (isWaiting || now.Metadata["ownerReferences"u8].Count > 0) queue.Add(OwnershipGraph.KeyOf(resource, now));
            if (isWaiting)
                foreach (var dependent in graph.DependentsOf(now.Uid)) queue.Add(dependent);
            // Who owns it no longer, or is held up by it no longer, may now be able to go.
            if (change.Old is { } old && !old.Metadata["ownerReferences"u8].Raw.Span.SequenceEqual(now.Metadata["ownerReferences"u8].Raw.Span)) AddOwners(old, queue);
            return;
        }
        // Of a kind that we do not follow any more we cannot say whether it is gone.
        if (informers.ContainsKey(resource)) End(item, queue);
        else foreach (var dependent in graph.DependentsOf(item.Uid)) queue.Add(dependent);
        AddOwners(item, queue);
        foreach (var (owner, _) in GarbagePlan.Owners(item))
            if (graph.DependentsOf(owner.Uid).Count == 0) ended.TryRemove(owner.Uid, out _);
        if (resource == Definitions) definitionGone.TrySetResult();
    }

    /// <summary>An owner is gone for good.</summary>
    private void End(Document owner, WorkQueue<GarbageKey> queue)
    {
        foreach (var dependent in graph.DependentsOf(owner.Uid))
        {
            ended[owner.Uid] = owner.Namespace;
            queue.Add(dependent);
        }
    }

    private void AddOwners(Document item, WorkQueue<GarbageKey> queue)
    {
        foreach (var (owner, _) in GarbagePlan.Owners(item))
            if (graph.Find(owner.Uid) is { } waiting) queue.Add(waiting);
    }
}
