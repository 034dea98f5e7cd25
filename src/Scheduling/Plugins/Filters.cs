using Timonier.Scheduling.Nodes;

namespace Timonier.Scheduling.Plugins;

/// <summary>Why a node will not do, by upstream's plugins in upstream's order; the first that objects speaks.</summary>
internal static class Filters
{
    private static readonly Taint Unschedulable = new("node.kubernetes.io/unschedulable", "", "NoSchedule");

    public static bool Fits(PodRequest pod, NodeRow row) => Check(pod, row) is null;

    /// <summary>The plugin that objects and its reasons; null when the node fits.</summary>
    public static Refusal? Check(PodRequest pod, NodeRow row)
    {
        if (row.IsUnschedulable && !pod.Tolerates(Unschedulable)) return new Refusal("NodeUnschedulable", ["node(s) were unschedulable"]);
        if (pod.NodeName.Length > 0 && pod.NodeName != row.Name) return new Refusal("NodeName", ["node(s) didn't match the requested node name"]);
        foreach (var taint in row.Taints)
            if (taint.Forbids && !pod.Tolerates(taint)) return new Refusal("TaintToleration", [$"node(s) had untolerated taint {taint}"]);
        if (pod.SelectsNodes && !NodeAffinity.IsRequiredMet(pod.Pod, row)) return new Refusal("NodeAffinity", ["node(s) didn't match Pod's node affinity/selector"]);
        if (pod.HostPorts.Length > 0 && row.PodsWithPorts.Any(other => other.HostPorts.Any(theirs => pod.HostPorts.Any(ours => Collide(ours, theirs)))))
            return new Refusal("NodePorts", ["node(s) didn't have free ports for the requested pod ports"]);
        return HasRoom(pod, row) ? null : new Refusal("NodeResourcesFit", Lacking(pod, row));
    }

    private static bool HasRoom(PodRequest pod, NodeRow row)
    {
        if (row.PodCount >= row.PodLimit || IsShort(pod.MilliCpu, row.MilliCpu - row.UsedMilliCpu) || IsShort(pod.Memory, row.Memory - row.UsedMemory)) return false;
        foreach (var (resource, amount) in pod.Others)
            if (IsShort(amount, row.Free(resource))) return false;
        return true;
    }

    private static List<string> Lacking(PodRequest pod, NodeRow row)
    {
        var reasons = new List<string>();
        if (row.PodCount >= row.PodLimit) reasons.Add("Too many pods");
        if (IsShort(pod.MilliCpu, row.MilliCpu - row.UsedMilliCpu)) reasons.Add("Insufficient cpu");
        if (IsShort(pod.Memory, row.Memory - row.UsedMemory)) reasons.Add("Insufficient memory");
        foreach (var (resource, amount) in pod.Others)
            if (IsShort(amount, row.Free(resource))) reasons.Add($"Insufficient {resource}");
        return reasons;
    }

    /// <summary>Who asks nothing lacks nothing, even where more is used than there is.</summary>
    private static bool IsShort(long asked, long free) => asked > 0 && asked > free;

    private static bool Collide((string Ip, string Protocol, int Port) x, (string Ip, string Protocol, int Port) y) =>
        x.Port == y.Port && x.Protocol == y.Protocol && (x.Ip == y.Ip || x.Ip == "0.0.0.0" || y.Ip == "0.0.0.0");
}
