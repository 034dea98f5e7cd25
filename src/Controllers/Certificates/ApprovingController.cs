using Timonier.Client.Events;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Controllers.Certificates;

/// <summary>Approves what nodes ask for themselves.</summary>
public sealed class ApprovingController(IClusterClient client, IEventRecorder events) : RequestController(client, events)
{
    private static readonly ResourceName Reviews = new("authorization.k8s.io", "v1", "subjectaccessreviews");
    private readonly IClusterClient client = client;

    public override string Name => "certificatesigningrequest-approving-controller";

    protected override async ValueTask<ApiResult<ControllerPlan>> PlanAsync(Document request, CancellationToken cancellation)
    {
        foreach (var right in ApprovingPlan.Rights(request))
        {
            var answer = await client.CreateAsync(Reviews, "", ApprovingPlan.Review(request, right), cancellation: cancellation);
            if (!answer.IsSuccess) return answer.Failure;
            if (answer.Value.Status["allowed"u8].AsBool()) return new ControllerPlan([ApprovingPlan.Approve(request, right)]);
        }
        return ControllerPlan.Nothing;
    }
}
