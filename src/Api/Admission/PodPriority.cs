using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Api.Admission;

/// <summary>The number behind a pod's priority class; without one, zero.</summary>
internal static class PodPriority
{
    private static readonly ResourceName Pods = new("", "v1", "pods");

    public static Status? Set(DraftObject pod)
    {
        var spec = pod.Object("spec");
        var name = spec.String("priorityClassName");
        int? priority = name switch
        {
            "" => 0,
            "system-cluster-critical" => 2_000_000_000,
            "system-node-critical" => 2_000_001_000,
            _ => null,
        };
        if (priority is null) return Status.Forbidden(Pods, pod.Object("metadata").String("name"), $"no PriorityClass with name {name} was found");
        spec["priority"] = priority.Value;
        if (spec.String("preemptionPolicy").Length == 0) spec["preemptionPolicy"] = "PreemptLowerPriority";
        return null;
    }
}
