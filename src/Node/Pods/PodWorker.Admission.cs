using Timonier.Client;
using Timonier.Contracts.Cluster;
namespace Timonier.Node.Pods;

internal sealed partial class PodWorker
{
    private Rejection? rejection;

    /// <summary>A pod is judged once: one that has been started, or is over, is not judged again by a restarted agent.</summary>
    public static bool IsTaken(PodDefinition pod) => pod.IsFinished || pod.IsDeleting || pod.Document.Status["startTime"u8].IsString;

    /// <summary>The node is read anew, since its labels may have been set a moment before the pod was bound.</summary>
    private async Task<Rejection?> PlacementAsync(CancellationToken cancellation)
    {
        if (!NodeAdmission.IsChoosy(pod)) return null;
        var node = await tools.Client.GetAsync(CoreResources.Nodes, "", tools.Node.Name, cancellation: cancellation);
        return node.IsSuccess ? NodeAdmission.Placement(pod, node.Value) : null;
    }

    private async Task RejectAsync(Rejection why, CancellationToken cancellation)
    {
        var status = new DraftObject
        {
            ["phase"] = "Failed",
            ["reason"] = why.Reason,
            ["message"] = $"Pod was rejected: {why.Message}",
            ["qosClass"] = pod.Qos,
        };
        if (pod.Generation > 0) status["observedGeneration"] = pod.Generation;
        if (!await WriteAsync(pod, status, cancellation)) return;
        Record("Warning", why.Reason, why.Message);
        finished = true;
    }
}
