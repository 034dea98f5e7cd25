using Timonier.Client;
using Timonier.Client.Events;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Controllers.ServiceEndpoints;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Controllers.EndpointSlices;

/// <summary>Tells where each service leads.</summary>
public sealed class EndpointSliceController(IClusterClient client, IEventRecorder events, TimeProvider time) : Controller<ObjectKey>
{
    private readonly ActionExecutor executor = new(client, events);
    private readonly Expectations expectations = new(time);
    private ServiceWatch? watch;
    private IInformer? slices, nodes;

    public override string Name => "endpointslice-controller";

    public override IReadOnlyList<IInformer> Watch(IInformerSource source, WorkQueue<ObjectKey> queue)
    {
        watch = new ServiceWatch(source, queue);
        slices = source.For(CoreResources.EndpointSlices);
        nodes = source.For(CoreResources.Nodes);
        slices.Subscribe(change =>
        {
            if (ServiceOf(change.Any) is not { } key) return;
            if (change.Old is null) expectations.Created(key);
            if (change.New is null || PodFacts.IsDeleting(change.Any)) expectations.Deleted(key, change.Any.Uid);
            queue.Add(key);
        });
        nodes.Subscribe(change =>
        {
            if (!ZoneShares.AreSame(change.Old, change.New))
                foreach (var service in watch.Services.Snapshot.All)
                    if (EndpointSlicePlan.AsksForZones(service)) queue.Add(ObjectKey.Of(service));
            if (ZoneShares.ZoneOf(change.Old) == ZoneShares.ZoneOf(change.New)) return;
            foreach (var slice in slices.Snapshot.All)
                if (ServiceOf(slice) is { } key && IsOn(slice, change.Any.Name)) queue.Add(key);
        });
        watch.Start();
        return [watch.Services, watch.Pods, slices, nodes];
    }

    public override async Task<ReconcileOutcome> ReconcileAsync(ObjectKey key, CancellationToken cancellation)
    {
        // A service that is gone takes its slices along by ownership.
        if (watch!.Services.Snapshot.Get(key.Namespace, key.Name) is not { } service || PodFacts.IsDeleting(service) || !ServiceWatch.IsOurs(service))
        {
            expectations.Forget(key);
            return ReconcileOutcome.Done;
        }
        // Slices get their names from the server, so until an earlier one is seen no other is made.
        if (!expectations.AreMet(key)) return ReconcileOutcome.Done;
        var mine = slices!.Snapshot.InNamespace(key.Namespace).Where(s => ServiceOf(s) == key).ToList();
        var plan = EndpointSlicePlan.Compute(service, watch.PodsOf(service), mine, ZoneOf, EndpointSlicePlan.AsksForZones(service) ? ZoneShares.Of(nodes!.Snapshot.All) : ZoneShares.Unknown);
        expectations.Expect(key, plan.Actions.Count(a => a is CreateAction), plan.Actions.OfType<DeleteAction>().Select(d => d.Uid));
        foreach (var note in plan.Notes) executor.Record(note);
        Status? failure = null;
        foreach (var action in plan.Actions)
        {
            var done = await executor.ApplyAsync(action, cancellation);
            if (done.IsSuccess) continue;
            failure ??= done.Failure;
            if (action is CreateAction) expectations.Created(key);
            if (action is DeleteAction delete) expectations.Deleted(key, delete.Uid);
        }
        return failure is null ? ReconcileOutcome.Done : ReconcileOutcome.Failed(failure);
    }

    private string ZoneOf(string node) => ZoneShares.ZoneOf(nodes!.Snapshot.Get("", node));

    private static bool IsOn(Document slice, string node)
    {
        foreach (var endpoint in slice.Root["endpoints"u8].Items)
            if (endpoint["nodeName"u8].AsString() == node) return true;
        return false;
    }

    private static ObjectKey? ServiceOf(Document slice)
    {
        var labels = slice.Metadata["labels"u8];
        return labels[EndpointSlicePlan.ManagedByLabel].AsString() == EndpointSlicePlan.Manager && labels[EndpointSlicePlan.ServiceLabel].AsString() is { Length: > 0 } service
            ? new ObjectKey(slice.Namespace, service)
            : null;
    }
}
