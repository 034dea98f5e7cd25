using Timonier.Node.Containers;
using Timonier.Node.Pods;

namespace Timonier.Node.Cgroups;

/// <summary>What a group of processes may use; null: as much as there is.</summary>
/// <param name="CpuShares">Its part of the processors when they are all wanted; 1024 stands for one.</param>
/// <param name="CpuQuota">Microseconds of processor time in each period.</param>
/// <param name="Memory">Bytes.</param>
/// <param name="Pids">Processes and threads.</param>
/// <param name="HugePages">Bytes by resource, for example hugepages-2Mi; null: as many as there are, while a size that is not named is not to be had.</param>
public sealed record CgroupLimits(long CpuShares, long? CpuQuota = null, long? Memory = null, long? Pids = null, IReadOnlyDictionary<string, long>? HugePages = null)
{
    public const long LeastShares = 2;

    /// <summary>The limits around all containers of a pod, upstream's: a single container without one leaves the pod without it.</summary>
    internal static CgroupLimits Of(PodDefinition pod, long maxPids)
    {
        var shares = pod.Qos == QualityOfService.BestEffort ? LeastShares : ContainerLimits.SharesOf(PodResources.Sum(pod, "requests", "cpu", Amounts.Milli));
        return new(
            shares,
            IsLimited(pod, "cpu") ? ContainerLimits.QuotaOf(PodResources.Sum(pod, "limits", "cpu", Amounts.Milli)) : null,
            IsLimited(pod, "memory") ? PodResources.Sum(pod, "limits", "memory", Amounts.Whole) : null,
            maxPids > 0 ? maxPids : null,
            HugePagesOf(pod));
    }

    private static bool IsLimited(PodDefinition pod, string resource) =>
        Amounts.Milli(pod.Spec["resources"u8]["limits"u8][resource]) > 0
        || pod.AllContainers.All(c => Amounts.Milli(c.Spec["resources"u8]["limits"u8][resource]) > 0);

    private static Dictionary<string, long> HugePagesOf(PodDefinition pod)
    {
        var pages = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var container in pod.AllContainers)
            foreach (var limit in container.Spec["resources"u8]["limits"u8].Members)
                if (limit.Name.StartsWith("hugepages-", StringComparison.Ordinal)) pages[limit.Name] = PodResources.Sum(pod, "limits", limit.Name, Amounts.Whole);
        return pages;
    }
}
