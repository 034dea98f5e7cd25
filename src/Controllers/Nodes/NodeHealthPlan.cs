using Timonier.Client;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Documents;

namespace Timonier.Controllers.Nodes;

/// <summary>What a node's silence or complaints mean: conditions turned Unknown, and taints that keep pods off.</summary>
public static class NodeHealthPlan
{
    private const string Prefix = "node.kubernetes.io/";
    private static readonly string[] Monitored = ["Ready", "MemoryPressure", "DiskPressure", "PIDPressure"];
    private static readonly HashSet<string> Ours = new(StringComparer.Ordinal)
    {
        Prefix + "not-ready", Prefix + "unreachable", Prefix + "memory-pressure", Prefix + "disk-pressure", Prefix + "pid-pressure",
        Prefix + "network-unavailable", Prefix + "unschedulable",
    };

    /// <summary>The status of a node that has been silent for too long; null when it says so already.</summary>
    public static UpdateAction? Silence(Document node, DateTimeOffset now)
    {
        var conditions = Condition.ListOf(node.Status["conditions"u8]);
        var drafts = node.Status["conditions"u8].IsArray ? (DraftArray)Draft.From(node.Status["conditions"u8]) : new DraftArray();
        var changed = false;
        foreach (var type in Monitored)
        {
            var present = conditions.Find(c => c.Type == type);
            if (present is null)
            {
                drafts.Add(new Condition(type, "Unknown", "NodeStatusNeverUpdated", "Kubelet never posted node status.") { LastTransitionTime = now }.ToDraft());
                changed = true;
            }
            else if (present.Status != "Unknown")
            {
                var draft = (DraftObject)drafts.First(d => d is DraftObject o && o.String("type") == type);
                draft["status"] = "Unknown";
                draft["reason"] = "NodeStatusUnknown";
                draft["message"] = "Kubelet stopped posting node status.";
                draft["lastTransitionTime"] = now;
                changed = true;
            }
        }
        if (!changed) return null;
        var body = DraftObject.Of(node);
        body.Object("status")["conditions"] = drafts;
        return new UpdateAction(CoreResources.Nodes, "", body, "status");
    }

    /// <summary>The taints that follow from conditions and from spec.unschedulable; null when they stand.</summary>
    public static UpdateAction? Taints(Document node, Expulsion expulsion, DateTimeOffset now)
    {
        var wanted = Wanted(node, expulsion == Expulsion.Allowed || (expulsion == Expulsion.Standing && IsExpelling(node)));
        var kept = new DraftArray();
        var standing = new HashSet<(string, string)>();
        var changed = false;
        foreach (var taint in node.Spec["taints"u8].Items)
        {
            var id = (taint["key"u8].AsString(), taint["effect"u8].AsString());
            if (Ours.Contains(id.Item1) && !wanted.Contains(id)) changed = true;
            else
            {
                kept.Add(taint);
                standing.Add(id);
            }
        }
        foreach (var (key, effect) in wanted.Where(w => !standing.Contains(w)))
        {
            var taint = new DraftObject { ["key"] = key, ["effect"] = effect };
            taint["timeAdded"] = now;
            kept.Add(taint);
            changed = true;
        }
        if (!changed) return null;
        var body = DraftObject.Of(node);
        body.Object("spec")["taints"] = kept.Count > 0 ? kept : null;
        return new UpdateAction(CoreResources.Nodes, "", body);
    }

    /// <summary>Pods on a node that no longer answers are not ready, whatever they last said.</summary>
    public static UpdateAction? NotReady(Document pod, DateTimeOffset now)
    {
        if (!PodFacts.IsReady(pod)) return null;
        var body = DraftObject.Of(pod);
        foreach (var condition in body.Object("status").Array("conditions").OfType<DraftObject>().Where(c => c.String("type") == "Ready"))
        {
            condition["status"] = "False";
            condition["lastTransitionTime"] = now;
        }
        return new UpdateAction(CoreResources.Pods, pod.Namespace, body, "status");
    }

    /// <summary>Whether pods have been told to leave because the node does not answer or is not ready.</summary>
    public static bool IsExpelling(Document node)
    {
        foreach (var taint in node.Spec["taints"u8].Items)
            if (taint["effect"u8].TextEquals("NoExecute"u8) && (taint["key"u8].TextEquals("node.kubernetes.io/not-ready"u8) || taint["key"u8].TextEquals("node.kubernetes.io/unreachable"u8))) return true;
        return false;
    }

    /// <summary>Not ready by its own word, or silent. A node that never said anything is neither yet.</summary>
    public static bool IsUnhealthy(Document node) => PodFacts.Condition(node, "Ready"u8)["status"u8].AsString() is "False" or "Unknown";

    public static bool IsLost(Document node) => PodFacts.Condition(node, "Ready"u8)["status"u8].TextEquals("Unknown"u8);

    private static List<(string Key, string Effect)> Wanted(Document node, bool expels)
    {
        var wanted = new List<(string, string)>();
        var ready = PodFacts.Condition(node, "Ready"u8)["status"u8].AsString();
        if (ready != "True")
        {
            var key = Prefix + (ready == "Unknown" ? "unreachable" : "not-ready");
            wanted.Add((key, "NoSchedule"));
            if (expels && IsUnhealthy(node)) wanted.Add((key, "NoExecute"));
        }
        if (IsTrue(node, "MemoryPressure"u8)) wanted.Add((Prefix + "memory-pressure", "NoSchedule"));
        if (IsTrue(node, "DiskPressure"u8)) wanted.Add((Prefix + "disk-pressure", "NoSchedule"));
        if (IsTrue(node, "PIDPressure"u8)) wanted.Add((Prefix + "pid-pressure", "NoSchedule"));
        if (IsTrue(node, "NetworkUnavailable"u8)) wanted.Add((Prefix + "network-unavailable", "NoSchedule"));
        if (node.Spec["unschedulable"u8].AsBool()) wanted.Add((Prefix + "unschedulable", "NoSchedule"));
        return wanted;
    }

    private static bool IsTrue(Document node, ReadOnlySpan<byte> type) => PodFacts.Condition(node, type)["status"u8].TextEquals("True"u8);
}
