using Timonier.Client.Events;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Documents;

namespace Timonier.Controllers.Nodes;

/// <summary>Which pods must leave a node for its NoExecute taints, now or when their toleration ends.</summary>
public static class EvictionPlan
{
    /// <param name="node">The node.</param>
    /// <param name="pods">Its pods.</param>
    /// <param name="since">Since when the node has one of its taints.</param>
    /// <param name="now">The time.</param>
    public static ControllerPlan Compute(Document node, IEnumerable<Document> pods, Func<Node, DateTimeOffset> since, DateTimeOffset now)
    {
        var taints = new List<Node>();
        foreach (var taint in node.Spec["taints"u8].Items)
            if (taint["effect"u8].TextEquals("NoExecute"u8)) taints.Add(taint);
        if (taints.Count == 0) return ControllerPlan.Nothing;
        var actions = new List<PlanAction>();
        TimeSpan? next = null;
        foreach (var pod in pods.Where(p => !PodFacts.IsDeleting(p)))
        {
            if (LeavesAt(pod, taints, since, now) is not { } at) continue;
            if (at <= now)
            {
                actions.Add(DisruptionMark.Of(pod, "DeletionByTaintManager", "Taint manager: deleting due to NoExecute taint", now));
                actions.Add(new DeleteAction(CoreResources.Pods, pod.Namespace, pod.Name, pod.Uid)
                {
                    Event = new EventNote(ObjectReference.To(pod), "Normal", "TaintManagerEviction", $"Marking for deletion Pod {pod.Namespace}/{pod.Name}"),
                });
            }
            else if (next is null || at - now < next) next = at - now;
        }
        return new ControllerPlan(actions, next);
    }

    /// <summary>Null: it may stay for ever.</summary>
    private static DateTimeOffset? LeavesAt(Document pod, List<Node> taints, Func<Node, DateTimeOffset> since, DateTimeOffset now)
    {
        // A pod that came to a node that was tainted already has its time from then on.
        var placed = PodFacts.Condition(pod, "PodScheduled"u8)["lastTransitionTime"u8].AsTime() ?? pod.Metadata["creationTimestamp"u8].AsTime() ?? DateTimeOffset.MinValue;
        return taints.Min(t => Taints.LeavesAt(pod.Spec["tolerations"u8], t, since(t) > placed ? since(t) : placed, now));
    }
}
