using Timonier.Scheduling.Nodes;

namespace Timonier.Scheduling.Framework;

/// <summary>Says how well each of the nodes that fit suits a pod: once for the pod (PreScore), then node by node.</summary>
public interface IScorePlugin : IPlugin
{
    /// <summary>Null when all nodes suit this pod alike.</summary>
    NodeScore? Rate(PodRequest pod, ClusterView cluster, IReadOnlyList<NodeRow> fitting);
}
