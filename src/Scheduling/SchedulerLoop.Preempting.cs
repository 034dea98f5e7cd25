using Timonier.Client.Events;
using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Scheduling.Framework;
using Timonier.Scheduling.Nodes;
using Timonier.Scheduling.Queue;

namespace Timonier.Scheduling;

public sealed partial class SchedulerLoop
{
    private void Preempt(WaitingPod waiting, RescueOutcome rescue, CancellationToken cancellation)
    {
        var pod = waiting.Request;
        metrics.Preempted(rescue.Victims.Count);
        foreach (var victim in rescue.Victims) _ = EvictAsync(waiting, victim, rescue.Node, cancellation);
        // Pods of lower priority that were promised the same node look for another place.
        foreach (var other in cluster.Nominated.On(rescue.Node).Where(o => o.Priority < pod.Priority).ToList())
        {
            cluster.Nominated.Remove(other.Uid);
            _ = PatchStatusAsync(other, new DraftObject { ["nominatedNodeName"] = Draft.Null }, cancellation);
            queue.Retry(other.Uid);
        }
    }

    private async Task EvictAsync(WaitingPod waiting, PodRequest victim, string node, CancellationToken cancellation)
    {
        var pod = waiting.Request;
        var why = Condition("DisruptionTarget", "True", "PreemptionByScheduler", $"{waiting.Profile.SchedulerName}: preempting to accommodate a higher priority pod");
        // Without the reason written down, its controller could not tell this end from a failure: then it stays for now.
        var failure = await PatchStatusAsync(victim, new DraftObject { ["conditions"] = new DraftArray([why]) }, cancellation);
        if (failure is null) failure = await DeleteAsync(victim, cancellation);
        if (failure is null)
        {
            events[waiting.Profile.SchedulerName].Record(ObjectReference.To(victim.Pod), "Normal", "Preempted", $"Preempted by pod {pod.Uid} on node {node}");
            return;
        }
        changes.Writer.TryWrite(() => queue.Retry(pod.Uid));
    }

    private async Task<Kernel.Status?> DeleteAsync(PodRequest victim, CancellationToken cancellation)
    {
        try
        {
            var deleted = await client.DeleteAsync(CoreResources.Pods, victim.Namespace, victim.Name, new DeleteQuery { PreconditionUid = victim.Uid }, cancellation);
            if (deleted.IsSuccess || deleted.Failure.IsNotFound) return null;
            LogEvictRefused(logger, victim.Namespace, victim.Name, deleted.Failure.Code, deleted.Failure.Message);
            return deleted.Failure;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
        catch (Exception e)
        {
            LogBindBroke(logger, e, victim.Namespace, victim.Name);
            return Kernel.Status.InternalError(e.Message);
        }
    }
}
