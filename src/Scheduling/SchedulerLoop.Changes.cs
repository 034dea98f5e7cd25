using Microsoft.Extensions.Logging;
using Timonier.Client;
using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Scheduling.Nodes;
using Timonier.Scheduling.Plugins;

namespace Timonier.Scheduling;

public sealed partial class SchedulerLoop
{
    private void HearNode(ObjectChange change)
    {
        if (change.New is not { } node)
        {
            table.Remove(change.Any.Name);
            return;
        }
        if (table.Put(node) is { } row) WakeFor(row);
    }

    /// <summary>A change of one node, or a pod less on it, helps exactly those that fit there now.</summary>
    private void WakeFor(NodeRow row) => queue.Wake(pod => Filters.Fits(pod, row));

    /// <summary>A claim that is made, bound or gone helps the pods that name it.</summary>
    private void HearClaim(ObjectChange change)
    {
        var claim = change.Any;
        queue.Wake(pod => VolumeClaims.Names(pod.Pod, claim));
    }

    private void Lift(string uid)
    {
        if (table.Lift(uid) is { } row) WakeFor(row);
    }

    private void HearPod(ObjectChange change)
    {
        var pod = change.Any;
        var node = pod.Spec["nodeName"u8].AsString();
        var isOver = change.New is null || pod.Status["phase"u8].AsString() is "Succeeded" or "Failed";
        if (isOver)
        {
            queue.Remove(pod.Uid);
            decisions.TryRemove(pod.Uid, out _);
            Lift(pod.Uid);
            return;
        }
        if (node.Length > 0)
        {
            queue.Remove(pod.Uid);
            decisions.TryRemove(pod.Uid, out _);
            // What was assumed has come true, or the news is of the pod's status: what it asks for is the same.
            var known = table.PlaceOf(pod.Uid);
            if (known?.Node == node && change.Old is { } old && AsksTheSame(old, pod)) return;
            table.Place(PodRequest.Of(pod), node);
            return;
        }
        if (pod.Spec["schedulerName"u8].AsString() is not ("" or SchedulerName) || !pod.Metadata["deletionTimestamp"u8].IsNullOrMissing)
        {
            queue.Remove(pod.Uid);
            return;
        }
        if (pod.Spec["schedulingGates"u8].Count > 0)
        {
            _ = MarkAsync(pod, "SchedulingGated", "Scheduling is blocked due to non-empty scheduling gates", CancellationToken.None);
            return;
        }
        queue.Put(pod);
    }

    private static bool AsksTheSame(Document old, Document now) => old.Spec["containers"u8].Raw.Span.SequenceEqual(now.Spec["containers"u8].Raw.Span);

    private async Task MarkAsync(Document pod, string reason, string message, CancellationToken cancellation)
    {
        foreach (var present in pod.Status["conditions"u8].Items)
            if (present["type"u8].TextEquals("PodScheduled"u8) && present["reason"u8].AsString() == reason && present["message"u8].AsString() == message) return;
        var condition = new DraftObject
        {
            ["type"] = "PodScheduled",
            ["status"] = "False",
            ["reason"] = reason,
            ["message"] = message,
            ["lastProbeTime"] = Draft.Null,
            ["lastTransitionTime"] = time.GetUtcNow(),
        };
        var patch = new DraftObject
        {
            ["metadata"] = new DraftObject { ["uid"] = pod.Uid },
            ["status"] = new DraftObject { ["conditions"] = new DraftArray([condition]) },
        };
        try
        {
            var written = await client.PatchAsync(CoreResources.Pods, pod.Namespace, pod.Name, PatchBody.Strategic(patch), new WriteQuery { Subresource = "status" }, cancellation);
            if (!written.IsSuccess && !written.Failure.IsNotFound) LogMarkRefused(logger, pod.Namespace, pod.Name, written.Failure.Code, written.Failure.Message);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogBindBroke(logger, e, pod.Namespace, pod.Name);
        }
        catch (OperationCanceledException)
        {
            // The process ends; the next one will tell.
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Scheduling of {Namespace}/{Pod} broke")]
    private static partial void LogBindBroke(ILogger logger, Exception exception, string @namespace, string pod);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Binding of {Namespace}/{Pod} to {Node} refused with {Code}: {Why}")]
    private static partial void LogBindRefused(ILogger logger, string @namespace, string pod, string node, int code, string why);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Condition of {Namespace}/{Pod} refused with {Code}: {Why}")]
    private static partial void LogMarkRefused(ILogger logger, string @namespace, string pod, int code, string why);
}
