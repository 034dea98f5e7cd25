using Timonier.Scheduling.Nodes;

namespace Timonier.Scheduling.Framework;

/// <summary>Looks for a way when no node fits.</summary>
public interface IPostFilterPlugin : IPlugin
{
    RescueOutcome Rescue(PodRequest pod, FilterRun run, ClusterView cluster);
}
