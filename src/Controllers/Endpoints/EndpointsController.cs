using Timonier.Client;
using Timonier.Client.Events;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Controllers.ServiceEndpoints;
using Timonier.Kernel;

namespace Timonier.Controllers.Endpoints;

/// <summary>Keeps the Endpoints object of each service.</summary>
public sealed class EndpointsController(IClusterClient client, IEventRecorder events) : Controller<ObjectKey>
{
    private readonly ActionExecutor executor = new(client, events);
    private ServiceWatch? watch;
    private IInformer? endpoints;

    public override string Name => "endpoint-controller";

    public override IReadOnlyList<IInformer> Watch(IInformerSource source, WorkQueue<ObjectKey> queue)
    {
        watch = new ServiceWatch(source, queue);
        endpoints = source.For(CoreResources.Endpoints);
        endpoints.Subscribe(change => queue.Add(ObjectKey.Of(change.Any)));
        watch.Start();
        return [watch.Services, watch.Pods, endpoints];
    }

    public override async Task<ReconcileOutcome> ReconcileAsync(ObjectKey key, CancellationToken cancellation)
    {
        var present = endpoints!.Snapshot.Get(key.Namespace, key.Name);
        if (watch!.Services.Snapshot.Get(key.Namespace, key.Name) is not { } service)
        {
            // Named like its service, not owned by it, so it does not go by itself; hand-made ones are left alone.
            if (present is null || !present.Metadata["labels"u8]["endpoints.kubernetes.io/managed-by"u8].TextEquals("endpoint-controller"u8)) return ReconcileOutcome.Done;
            return await Outcome([new DeleteAction(CoreResources.Endpoints, key.Namespace, key.Name, present.Uid)], cancellation);
        }
        if (!ServiceWatch.IsOurs(service)) return ReconcileOutcome.Done;
        return await Outcome(EndpointsPlan.Compute(service, watch.PodsOf(service), present).Actions, cancellation);
    }

    private async Task<ReconcileOutcome> Outcome(IEnumerable<PlanAction> actions, CancellationToken cancellation) =>
        await executor.ApplyAsync(actions, cancellation) is { } refused ? ReconcileOutcome.Failed(refused) : ReconcileOutcome.Done;
}
