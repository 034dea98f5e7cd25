using Microsoft.Extensions.Logging;
using Timonier.Node.Containers;
using Timonier.Node.Pods;

namespace Timonier.Node.Cgroups;

/// <summary>
/// The groups of a node's pods: one for each pod, below that of its class, so that a pod as a whole stays within what it
/// was given. Where the kernel grants no such right containers keep their own limits, and the log says so once.
/// </summary>
internal sealed partial class PodCgroups(CgroupTree tree, NodeConfig node, NodeCapacity capacity, ILogger logger)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, long> burstable = new(StringComparer.Ordinal);
    private bool refused;

    private IEnumerable<string> Classes => [node.CgroupRoot, ClassGroup(QualityOfService.Burstable), ClassGroup(QualityOfService.BestEffort)];

    /// <summary>Makes the groups of the classes and removes those of pods that are no longer known.</summary>
    public void Start(IReadOnlySet<string> knownPods)
    {
        Set(node.CgroupRoot, new(ContainerLimits.SharesOf(capacity.CpuCores * 1000), Memory: capacity.MemoryBytes));
        Set(ClassGroup(QualityOfService.BestEffort), new(CgroupLimits.LeastShares));
        Set(ClassGroup(QualityOfService.Burstable), new(CgroupLimits.LeastShares));
        foreach (var above in Classes)
            foreach (var name in tree.Below(above))
                if (name.StartsWith("pod", StringComparison.Ordinal) && !knownPods.Contains(name[3..])) tree.Remove($"{above}/{name}");
    }

    public void Ensure(PodDefinition pod)
    {
        Set(SandboxConfigs.CgroupOf(pod, node), CgroupLimits.Of(pod, node.PodMaxPids));
        if (pod.Qos == QualityOfService.Burstable) Share(pod.Uid, PodResources.Sum(pod, "requests", "cpu", Amounts.Milli));
    }

    /// <summary>For a pod whose processes have ended.</summary>
    public void Remove(string uid)
    {
        foreach (var above in Classes) tree.Remove($"{above}/pod{uid}");
        Share(uid, null);
    }

    /// <summary>The class of the burstable weighs as much as its pods have asked for.</summary>
    private void Share(string uid, long? milliCpu)
    {
        lock (gate)
        {
            var before = burstable.Values.Sum();
            if (milliCpu is { } asked) burstable[uid] = asked;
            else burstable.Remove(uid);
            var sum = burstable.Values.Sum();
            if (sum != before) Set(ClassGroup(QualityOfService.Burstable), new(ContainerLimits.SharesOf(sum)));
        }
    }

    private string ClassGroup(string qos) => $"{node.CgroupRoot}/{qos.ToLowerInvariant()}";

    private void Set(string group, CgroupLimits limits)
    {
        try
        {
            tree.Ensure(group, limits);
        }
        catch (IOException e)
        {
            if (Interlocked.Exchange(ref refused, true)) return;
            LogRefused(logger, group, e.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The control group {Group} could not be limited: {Reason}. Pods run on with the limits of their containers only; further refusals are not logged")]
    private static partial void LogRefused(ILogger logger, string group, string reason);
}
