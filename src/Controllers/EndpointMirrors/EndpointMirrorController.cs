using Timonier.Client.Events;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Controllers.EndpointMirrors;

/// <summary>Makes slices of the Endpoints that people and old programs write themselves.</summary>
public sealed class EndpointMirrorController(IClusterClient client, IEventRecorder events, TimeProvider time) : Controller<ObjectKey>
{
    private readonly ActionExecutor executor = new(client, events);
    private readonly Expectations expectations = new(time);
    private IInformer? services, endpoints, slices;

    public override string Name => "endpointslice-mirroring-controller";

    public override IReadOnlyList<IInformer> Watch(IInformerSource source, WorkQueue<ObjectKey> queue)
    {
        services = source.For(CoreResources.Services);
        endpoints = source.For(CoreResources.Endpoints);
        slices = source.For(CoreResources.EndpointSlices);
        services.Subscribe(change => queue.Add(ObjectKey.Of(change.Any)));
        endpoints.Subscribe(change => queue.Add(ObjectKey.Of(change.Any)));
        slices.Subscribe(change =>
        {
            if (MirroredBy(change.Any) is not { } key) return;
            if (change.Old is null) expectations.Created(key);
            queue.Add(key);
        });
        return [services, endpoints, slices];
    }

    public override async Task<ReconcileOutcome> ReconcileAsync(ObjectKey key, CancellationToken cancellation)
    {
        // Slices get their names from the server, so until an earlier one is seen no other is made.
        if (!expectations.AreMet(key)) return ReconcileOutcome.Done;
        var present = slices!.Snapshot.InNamespace(key.Namespace).Where(s => MirroredBy(s) == key).OrderBy(s => s.Name, StringComparer.Ordinal).ToList();
        var plan = EndpointMirrorPlan.Compute(services!.Snapshot.Get(key.Namespace, key.Name), endpoints!.Snapshot.Get(key.Namespace, key.Name), present);
        foreach (var note in plan.Notes) executor.Record(note);
        Status? failure = null;
        foreach (var action in plan.Actions)
        {
            if (action is CreateAction) expectations.Expect(key, 1, []);
            var done = await executor.ApplyAsync(action, cancellation);
            if (!done.IsSuccess && action is CreateAction) expectations.Created(key);
            failure ??= done.Failure;
        }
        return failure is null ? ReconcileOutcome.Done : ReconcileOutcome.Failed(failure);
    }

    private static ObjectKey? MirroredBy(Document slice)
    {
        var labels = slice.Metadata["labels"u8];
        return labels[EndpointMirrorPlan.ManagedByLabel].AsString() == EndpointMirrorPlan.Manager && labels[EndpointMirrorPlan.ServiceLabel].AsString() is { Length: > 0 } service
            ? new ObjectKey(slice.Namespace, service)
            : null;
    }
}
