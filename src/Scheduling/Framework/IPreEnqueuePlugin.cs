using Timonier.Scheduling.Nodes;

namespace Timonier.Scheduling.Framework;

/// <summary>Says whether a pod may be tried at all.</summary>
public interface IPreEnqueuePlugin : IPlugin
{
    /// <summary>Why it must wait outside of the queue; null when it may enter.</summary>
    Refusal? Hold(PodRequest pod, ClusterView cluster);
}
