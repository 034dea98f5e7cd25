using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Scheduling.Nodes;

namespace Timonier.Scheduling.Plugins;

/// <summary>How evenly the pods of a selection must, or should, lie over the domains of a topology.</summary>
public sealed record SpreadConstraint(string TopologyKey, int MaxSkew, bool IsHard)
{
    public LabelSelector Selector { get; init; } = LabelSelector.Nothing;

    /// <summary>With fewer domains than this, the emptiest counts as empty.</summary>
    public int MinDomains { get; init; } = 1;

    /// <summary>Only nodes that the pod's node selector and affinity allow count.</summary>
    public bool HonorsAffinity { get; init; } = true;

    /// <summary>Only nodes whose taints the pod tolerates count.</summary>
    public bool HonorsTaints { get; init; }

    public static List<SpreadConstraint> ListOf(PodRequest pod) => ListOf(pod.Pod.Spec["topologySpreadConstraints"u8], pod.Pod);

    /// <param name="list">Constraints as they are written.</param>
    /// <param name="pod">Whose labels stand for the keys named in them; null where none are.</param>
    public static List<SpreadConstraint> ListOf(Node list, Document? pod)
    {
        var all = new List<SpreadConstraint>();
        foreach (var item in list.Items)
        {
            var selector = LabelSelectors.Of(item["labelSelector"u8]);
            all.Add(new SpreadConstraint(item["topologyKey"u8].AsString(), item["maxSkew"u8].AsInt32(), !item["whenUnsatisfiable"u8].TextEquals("ScheduleAnyway"u8))
            {
                Selector = pod is null ? selector : SelectorKeys.Merge(selector, pod, item["matchLabelKeys"u8], LabelOperator.In),
                MinDomains = item["minDomains"u8].AsInt32OrNull() ?? 1,
                HonorsAffinity = !item["nodeAffinityPolicy"u8].TextEquals("Ignore"u8),
                HonorsTaints = item["nodeTaintsPolicy"u8].TextEquals("Honor"u8),
            });
        }
        return all;
    }

    /// <summary>Whether a node counts at all for this pod.</summary>
    public bool Includes(NodeRow row, PodRequest pod) =>
        (!HonorsAffinity || pod.Demand.Allows(row)) && (!HonorsTaints || TaintToleration.Untolerated(pod, row) is null);
}
