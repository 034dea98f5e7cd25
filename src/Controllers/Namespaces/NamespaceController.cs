using Timonier.Client;
using Timonier.Client.Events;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Controllers.Namespaces;

/// <summary>Empties a namespace that is being deleted, then lets it go. Its content is read live: it must not miss the last write.</summary>
public sealed class NamespaceController(IClusterClient client, IEventRecorder events, ControllersConfig config, TimeProvider time) : Controller<ObjectKey>
{
    private static readonly TimeSpan FirstLook = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan SeldomLook = TimeSpan.FromSeconds(5);
    private readonly ActionExecutor executor = new(client, events);
    private readonly Backoff<string> looks = new(FirstLook, SeldomLook, time);
    private IInformer? namespaces;

    public override string Name => "namespace-controller";
    public override int Workers => 10;

    public override IReadOnlyList<IInformer> Watch(IInformerSource source, WorkQueue<ObjectKey> queue)
    {
        namespaces = source.For(CoreResources.Namespaces);
        namespaces.Subscribe(change =>
        {
            if (change.New is { } now && PodFacts.IsDeleting(now)) queue.Add(ObjectKey.Of(now));
        });
        return [namespaces];
    }

    public override async Task<ReconcileOutcome> ReconcileAsync(ObjectKey key, CancellationToken cancellation)
    {
        if (namespaces!.Snapshot.Get("", key.Name) is not { } found || !PodFacts.IsDeleting(found) || !NamespacePlan.HasFinalizer(found)) return ReconcileOutcome.Done;
        var foreign = await config.Foreign(cancellation);
        var content = await ReadAsync(key.Name, foreign.Namespaced, cancellation);
        var plan = NamespacePlan.Compute(found, content, foreign.Unknown, time.GetUtcNow());
        if (plan.Finalized is { } finalized)
        {
            looks.Forget(key.Name);
            var done = await client.UpdateAsync(CoreResources.Namespaces, "", finalized, new WriteQuery { Subresource = "finalize" }, cancellation);
            return done.IsSuccess || done.Failure.IsNotFound ? ReconcileOutcome.Done : ReconcileOutcome.Failed(done.Failure);
        }
        Status? failure = null;
        foreach (var deletion in plan.Deletions)
            if (await executor.ApplyAsync(deletion, cancellation) is { IsSuccess: false } refused) failure ??= refused.Failure;
        if (plan.Status is { } status)
        {
            var written = await client.UpdateAsync(CoreResources.Namespaces, "", status, new WriteQuery { Subresource = "status" }, cancellation);
            if (!written.IsSuccess && !written.Failure.IsNotFound) failure ??= written.Failure;
        }
        if (failure is not null) return ReconcileOutcome.Failed(failure);
        // The deletions may have emptied it already, so the next look comes soon whatever the events say; what stays is looked at ever less often.
        return ReconcileOutcome.After(content.Any(c => c.Resource == CoreResources.Pods && c.Objects.Length > 0) ? plan.LookAgainAfter : looks.Next(key.Name));
    }

    private async Task<List<NamespaceContent>> ReadAsync(string @namespace, IEnumerable<ResourceName> foreign, CancellationToken cancellation)
    {
        var content = new List<NamespaceContent>();
        var own = config.Kinds.Current.All.Where(k => k.Namespaced && k.Allows("list") && k.Allows("delete")).Select(k => k.Resource);
        foreach (var resource in own.Concat(foreign).DistinctBy(r => (r.Group, r.Plural)))
        {
            var listed = await client.ListAsync(resource, @namespace, new ListQuery { Limit = 500 }, cancellation);
            content.Add(listed.IsSuccess
                ? new NamespaceContent(resource, [.. listed.Value.Items])
                : new NamespaceContent(resource, []) { Failure = listed.Failure.Message });
        }
        return content;
    }
}
