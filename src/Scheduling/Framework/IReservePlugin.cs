using Timonier.Scheduling.Nodes;

namespace Timonier.Scheduling.Framework;

/// <summary>Takes what a pod will use beside its node's room from the moment of the decision on, and gives it back when nothing comes of it.</summary>
public interface IReservePlugin : IPlugin
{
    /// <summary>Why it cannot be had after all; null when it is taken.</summary>
    Refusal? Reserve(PodRequest pod, NodeRow row, ClusterView cluster);

    void Release(PodRequest pod, ClusterView cluster);
}
