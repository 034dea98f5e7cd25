using Timonier.Scheduling.Framework;
using Timonier.Scheduling.Nodes;

namespace Timonier.Scheduling.Plugins;

/// <summary>A pod with gates waits until they are all taken away.</summary>
public sealed class SchedulingGates : IPreEnqueuePlugin, IQueueingHints
{
    public string Name => "SchedulingGates";

    public Refusal? Hold(PodRequest pod, ClusterView cluster)
    {
        var gates = new List<string>();
        foreach (var gate in pod.Pod.Spec["schedulingGates"u8].Items) gates.Add(gate["name"u8].AsString());
        return gates.Count == 0 ? null : new Refusal(Name, $"waiting for scheduling gates: [{string.Join(' ', gates)}]") { IsFinal = true };
    }

    public bool Helps(ClusterChange change, PodRequest pod, ClusterView cluster) => change.Of == ChangeOf.Itself;
}
