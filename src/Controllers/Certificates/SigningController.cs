using Timonier.Client.Events;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Documents;

namespace Timonier.Controllers.Certificates;

/// <summary>Signs approved requests of the cluster's own signers.</summary>
public sealed class SigningController(IClusterClient client, IEventRecorder events, Func<SigningOrder, string> sign, TimeProvider time) : RequestController(client, events)
{
    public override string Name => "certificatesigningrequest-signing-controller";

    protected override ValueTask<ApiResult<ControllerPlan>> PlanAsync(Document request, CancellationToken cancellation) =>
        ValueTask.FromResult<ApiResult<ControllerPlan>>(SigningPlan.Compute(request, sign, time.GetUtcNow()));
}
