using Timonier.Scheduling.Nodes;

namespace Timonier.Scheduling.Plugins;

/// <summary>Why a node will not do, by upstream's plugins in upstream's order; the first that objects speaks.</summary>
internal static class Filters
{
    private const string Unschedulable = "node.kubernetes.io/unschedulable";

    /// <summary>Adds the reasons and names the plugin; null when the node fits.</summary>
    public static string? Check(PodRequest pod, NodeRow row, List<string> reasons)
    {
        if (row.IsUnschedulable && !new Taint(Unschedulable, "", "NoSchedule").IsToleratedBy(pod.Pod)) return Object("NodeUnschedulable", "node(s) were unschedulable");
        if (pod.Pod.Spec["nodeName"u8].AsString() is { Length: > 0 } wanted && wanted != row.Name) return Object("NodeName", "node(s) didn't match the requested node name");
        foreach (var taint in row.Taints)
            if (taint.Effect is "NoSchedule" or "NoExecute" && !taint.IsToleratedBy(pod.Pod)) return Object("TaintToleration", $"node(s) had untolerated taint {taint}");
        if (!NodeAffinity.IsRequiredMet(pod.Pod, row)) return Object("NodeAffinity", "node(s) didn't match Pod's node affinity/selector");
        if (pod.HostPorts.Count > 0 && row.Pods.Any(other => other.HostPorts.Any(theirs => pod.HostPorts.Any(ours => Collide(ours, theirs)))))
            return Object("NodePorts", "node(s) didn't have free ports for the requested pod ports");
        return Fit(pod, row, reasons) ? null : "NodeResourcesFit";

        string Object(string plugin, string reason)
        {
            reasons.Add(reason);
            return plugin;
        }
    }

    private static bool Fit(PodRequest pod, NodeRow row, List<string> reasons)
    {
        var before = reasons.Count;
        if (row.PodCount + 1 > row.Allocatable.GetValueOrDefault("pods")) reasons.Add("Too many pods");
        foreach (var (resource, amount) in pod.Resources)
            if (amount > 0 && amount > row.Allocatable.GetValueOrDefault(resource) - row.Used(resource)) reasons.Add($"Insufficient {resource}");
        return reasons.Count == before;
    }

    private static bool Collide((string Ip, string Protocol, int Port) x, (string Ip, string Protocol, int Port) y) =>
        x.Port == y.Port && x.Protocol == y.Protocol && (x.Ip == y.Ip || x.Ip == "0.0.0.0" || y.Ip == "0.0.0.0");
}
