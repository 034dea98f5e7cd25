using Timonier.Client.Events;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Controllers.Certificates;

/// <summary>A controller of certificate requests: each is looked at when it changes.</summary>
public abstract class RequestController(IClusterClient client, IEventRecorder events) : Controller<ObjectKey>
{
    private readonly ActionExecutor executor = new(client, events);
    private IInformer? requests;

    public override IReadOnlyList<IInformer> Watch(IInformerSource source, WorkQueue<ObjectKey> queue)
    {
        requests = source.For(Signers.Requests);
        requests.Subscribe(change =>
        {
            if (change.New is { } request) queue.Add(ObjectKey.Of(request));
        });
        return [requests];
    }

    public override async Task<ReconcileOutcome> ReconcileAsync(ObjectKey key, CancellationToken cancellation)
    {
        if (requests!.Snapshot.Get("", key.Name) is not { } request) return ReconcileOutcome.Done;
        var planned = await PlanAsync(request, cancellation);
        if (!planned.IsSuccess) return ReconcileOutcome.Failed(planned.Failure);
        if (await executor.ApplyAsync(planned.Value.Actions, cancellation) is { IsNotFound: false } refused) return ReconcileOutcome.Failed(refused);
        return ReconcileOutcome.After(planned.Value.LookAgainAfter);
    }

    protected abstract ValueTask<ApiResult<ControllerPlan>> PlanAsync(Document request, CancellationToken cancellation);
}
