using Timonier.Scheduling.Framework;
using Timonier.Scheduling.Plugins;

namespace Timonier.Scheduling.Configuration;

/// <summary>Every plugin by its name, and upstream's defaults.</summary>
public static class PluginRegistry
{
    /// <summary>What is on without a word, in its order, with the weights of scores.</summary>
    public static IReadOnlyList<PluginChoice> Defaults { get; } =
    [
        new("SchedulingGates"),
        new("PrioritySort"),
        new("NodeUnschedulable"),
        new("NodeName"),
        new("TaintToleration", 3),
        new("NodeAffinity", 2),
        new("NodePorts"),
        new("NodeResourcesFit", 1),
        new("VolumeRestrictions"),
        new("NodeVolumeLimits"),
        new("VolumeBinding"),
        new("VolumeZone"),
        new("PodTopologySpread", 2),
        new("InterPodAffinity", 2),
        new("DynamicResources"),
        new("DefaultPreemption"),
        new("NodeResourcesBalancedAllocation", 1),
        new("ImageLocality", 1),
        new("DefaultBinder"),
    ];

    private static readonly Dictionary<string, Func<object?, IPlugin>> Makers = new(StringComparer.Ordinal)
    {
        ["SchedulingGates"] = static _ => new SchedulingGates(),
        ["PrioritySort"] = static _ => new PrioritySort(),
        ["NodeUnschedulable"] = static _ => new NodeUnschedulable(),
        ["NodeName"] = static _ => new NodeName(),
        ["TaintToleration"] = static _ => new TaintToleration(),
        ["NodeAffinity"] = static args => new NodeAffinity((NodeAffinityArgs?)args),
        ["NodePorts"] = static _ => new NodePorts(),
        ["NodeResourcesFit"] = static args => new NodeResourcesFit((NodeResourcesFitArgs?)args),
        ["VolumeRestrictions"] = static _ => new VolumeRestrictions(),
        ["NodeVolumeLimits"] = static _ => new NodeVolumeLimits(),
        ["VolumeBinding"] = static args => new VolumeBinding((VolumeBindingArgs?)args),
        ["VolumeZone"] = static _ => new VolumeZone(),
        ["PodTopologySpread"] = static args => new PodTopologySpread((PodTopologySpreadArgs?)args),
        ["InterPodAffinity"] = static args => new InterPodAffinity((InterPodAffinityArgs?)args),
        ["DynamicResources"] = static _ => new DynamicResources(),
        ["DefaultPreemption"] = static args => new DefaultPreemption((DefaultPreemptionArgs?)args),
        ["NodeResourcesBalancedAllocation"] = static args => new NodeResourcesBalancedAllocation((IReadOnlyList<ResourceWeight>?)args),
        ["ImageLocality"] = static _ => new ImageLocality(),
        ["DefaultBinder"] = static _ => new DefaultBinder(),
    };

    public static bool Knows(string plugin) => Makers.ContainsKey(plugin);

    public static IPlugin Make(string plugin, object? args) => Makers[plugin](args);

    public static bool ActsAt(IPlugin plugin, ExtensionPoint point) => point switch
    {
        ExtensionPoint.QueueSort => plugin is IQueueSortPlugin,
        ExtensionPoint.PreEnqueue => plugin is IPreEnqueuePlugin,
        ExtensionPoint.PreFilter or ExtensionPoint.Filter => plugin is IFilterPlugin,
        ExtensionPoint.PostFilter => plugin is IPostFilterPlugin,
        ExtensionPoint.PreScore or ExtensionPoint.Score => plugin is IScorePlugin,
        ExtensionPoint.Reserve => plugin is IReservePlugin,
        ExtensionPoint.PreBind => plugin is IPreBindPlugin,
        ExtensionPoint.Bind => plugin is IBindPlugin,
        _ => false,
    };
}
