using Timonier.Scheduling.Nodes;

namespace Timonier.Scheduling.Framework;

/// <summary>Says on which nodes a pod can run: once for the pod (upstream's PreFilter), then node by node (Filter).</summary>
public interface IFilterPlugin : IPlugin
{
    FilterStart Start(PodRequest pod, ClusterView cluster);
}
