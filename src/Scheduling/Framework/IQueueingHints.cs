using Timonier.Scheduling.Nodes;

namespace Timonier.Scheduling.Framework;

/// <summary>Says which changes may help a pod that this plugin has refused; others leave it asleep.</summary>
public interface IQueueingHints : IPlugin
{
    bool Helps(ClusterChange change, PodRequest pod, ClusterView cluster);
}
