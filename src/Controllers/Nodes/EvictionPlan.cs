using Timonier.Client;
using Timonier.Client.Events;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Documents;

namespace Timonier.Controllers.Nodes;

/// <summary>Which pods must leave a node for its NoExecute taints, now or when their toleration ends.</summary>
public static class EvictionPlan
{
    public static ControllerPlan Compute(Document node, IEnumerable<Document> pods, DateTimeOffset now)
    {
        var taints = new List<Node>();
        foreach (var taint in node.Spec["taints"u8].Items)
            if (taint["effect"u8].TextEquals("NoExecute"u8)) taints.Add(taint);
        if (taints.Count == 0) return ControllerPlan.Nothing;
        var actions = new List<PlanAction>();
        TimeSpan? next = null;
        foreach (var pod in pods.Where(p => !PodFacts.IsDeleting(p)))
        {
            if (LeavesAt(pod, taints, now) is not { } at) continue;
            if (at <= now)
            {
                actions.Add(Disrupted(pod, now));
                actions.Add(new DeleteAction(CoreResources.Pods, pod.Namespace, pod.Name, pod.Uid)
                {
                    Event = new EventNote(ObjectReference.To(pod), "Normal", "TaintManagerEviction", $"Marking for deletion Pod {pod.Namespace}/{pod.Name}"),
                });
            }
            else if (next is null || at - now < next) next = at - now;
        }
        return new ControllerPlan(actions, next);
    }

    /// <summary>Tells those who count a Job's failures that this one was not the pod's own.</summary>
    private static PatchAction Disrupted(Document pod, DateTimeOffset now)
    {
        var condition = new Condition("DisruptionTarget", "True", "DeletionByTaintManager", "Taint manager: deleting due to NoExecute taint") { LastTransitionTime = now };
        return new PatchAction(CoreResources.Pods, pod.Namespace, pod.Name, PatchBody.Strategic(new DraftObject
        {
            ["metadata"] = new DraftObject { ["uid"] = pod.Uid },
            ["status"] = new DraftObject { ["conditions"] = new DraftArray([condition.ToDraft()]) },
        }), "status");
    }

    /// <summary>Null: it may stay for ever.</summary>
    private static DateTimeOffset? LeavesAt(Document pod, List<Node> taints, DateTimeOffset now)
    {
        DateTimeOffset? earliest = null;
        foreach (var taint in taints)
        {
            var added = taint["timeAdded"u8].AsTime() ?? now;
            var tolerated = false;
            long? shortest = null;
            foreach (var toleration in pod.Spec["tolerations"u8].Items)
            {
                if (!Taints.Tolerates(toleration, taint)) continue;
                tolerated = true;
                if (toleration["tolerationSeconds"u8].AsInt64OrNull() is { } seconds && (shortest is null || seconds < shortest)) shortest = Math.Max(0, seconds);
            }
            var leaves = !tolerated ? now : shortest is { } s ? added + TimeSpan.FromSeconds(s) : (DateTimeOffset?)null;
            if (leaves is not null && (earliest is null || leaves < earliest)) earliest = leaves;
        }
        return earliest;
    }
}
