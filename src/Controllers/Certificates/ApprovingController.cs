using Timonier.Client.Events;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Controllers.Certificates;

/// <summary>Approves what nodes ask for themselves, by their rights or by what is known of them.</summary>
public sealed class ApprovingController(IClusterClient client, IEventRecorder events) : RequestController(client, events)
{
    private static readonly ResourceName Reviews = new("authorization.k8s.io", "v1", "subjectaccessreviews");
    private readonly IClusterClient client = client;
    private IInformer? nodes;

    public override string Name => "certificatesigningrequest-approving-controller";

    /// <summary>A node may ask before it is known here: its requests are looked at again when it changes.</summary>
    public override IReadOnlyList<IInformer> Watch(IInformerSource source, WorkQueue<ObjectKey> queue)
    {
        var watched = base.Watch(source, queue);
        nodes = source.For(CoreResources.Nodes);
        nodes.Subscribe(change =>
        {
            if (change.New is not { } node) return;
            foreach (var request in watched[0].Snapshot.All)
                if (ServingApproval.AskerOf(request) == node.Name) queue.Add(ObjectKey.Of(request));
        });
        return [.. watched, nodes];
    }

    protected override async ValueTask<ApiResult<ControllerPlan>> PlanAsync(Document request, CancellationToken cancellation)
    {
        foreach (var right in ApprovingPlan.Rights(request))
        {
            var answer = await client.CreateAsync(Reviews, "", ApprovingPlan.Review(request, right), cancellation: cancellation);
            if (!answer.IsSuccess) return answer.Failure;
            if (answer.Value.Status["allowed"u8].AsBool()) return new ControllerPlan([ApprovingPlan.Approve(request, right.Message)]);
        }
        return ServingApproval.Compute(request, nodes!.Snapshot);
    }
}
