using Timonier.Client.Events;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Documents;

namespace Timonier.Controllers.Certificates;

/// <summary>Deletes certificate requests that are over.</summary>
public sealed class CleaningController(IClusterClient client, IEventRecorder events, TimeProvider time) : RequestController(client, events)
{
    public override string Name => "certificatesigningrequest-cleaner-controller";

    protected override ValueTask<ApiResult<ControllerPlan>> PlanAsync(Document request, CancellationToken cancellation) =>
        ValueTask.FromResult<ApiResult<ControllerPlan>>(CleaningPlan.Compute(request, time.GetUtcNow()));
}
