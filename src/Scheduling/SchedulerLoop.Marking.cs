using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Scheduling.Nodes;

namespace Timonier.Scheduling;

public sealed partial class SchedulerLoop
{
    /// <param name="pod">The pod that waits.</param>
    /// <param name="reason">Of its condition PodScheduled.</param>
    /// <param name="message">Of the same.</param>
    /// <param name="promised">The node it will have; empty: none any more; null: as it was.</param>
    /// <param name="cancellation">Ends the write.</param>
    private async Task MarkAsync(PodRequest pod, string reason, string message, string? promised, CancellationToken cancellation)
    {
        var isTold = false;
        foreach (var present in pod.Pod.Status["conditions"u8].Items)
            isTold |= present["type"u8].TextEquals("PodScheduled"u8) && present["reason"u8].AsString() == reason && present["message"u8].AsString() == message;
        if (isTold && promised is null) return;
        var status = new DraftObject();
        if (!isTold) status["conditions"] = new DraftArray([Condition("PodScheduled", "False", reason, message)]);
        if (promised is not null) status["nominatedNodeName"] = promised.Length > 0 ? promised : Draft.Null;
        await PatchStatusAsync(pod, status, cancellation);
    }

    private DraftObject Condition(string type, string status, string reason, string message) => new()
    {
        ["type"] = type,
        ["status"] = status,
        ["reason"] = reason,
        ["message"] = message,
        ["lastProbeTime"] = Draft.Null,
        ["lastTransitionTime"] = time.GetUtcNow(),
    };

    /// <summary>Answers the failure that counts; a pod that is gone needs no status.</summary>
    private async Task<Status?> PatchStatusAsync(PodRequest pod, DraftObject status, CancellationToken cancellation)
    {
        await Task.Yield();
        var patch = new DraftObject { ["metadata"] = new DraftObject { ["uid"] = pod.Uid }, ["status"] = status };
        try
        {
            var written = await client.PatchAsync(CoreResources.Pods, pod.Namespace, pod.Name, PatchBody.Strategic(patch), new WriteQuery { Subresource = "status" }, cancellation);
            if (written.IsSuccess || written.Failure.IsNotFound) return null;
            LogMarkRefused(logger, pod.Namespace, pod.Name, written.Failure.Code, written.Failure.Message);
            return written.Failure;
        }
        catch (OperationCanceledException)
        {
            // The process ends; the next one will tell.
            return null;
        }
        catch (Exception e)
        {
            LogBindBroke(logger, e, pod.Namespace, pod.Name);
            return Status.InternalError(e.Message);
        }
    }
}
