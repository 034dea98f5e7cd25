using Timonier.Documents;
using Timonier.Scheduling.Nodes;

namespace Timonier.Scheduling.Framework;

/// <summary>Something happened in the cluster that a sleeping pod may have waited for.</summary>
public sealed record ClusterChange(ChangeOf Of, Document? Old, Document? New)
{
    /// <summary>The row of the node that changed, or that the pod came to or left; null for what is on no node.</summary>
    public NodeRow? Row { get; init; }

    /// <summary>The assigned pod that came, changed or left.</summary>
    public PodRequest? Pod { get; init; }

    public bool IsRemoval => New is null;
    public Document Any => New ?? Old!;
}
