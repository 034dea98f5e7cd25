using Timonier.Node.Pods;

namespace Timonier.Node.Containers;

/// <summary>Requests and limits in the kernel's units, as upstream converts them.</summary>
internal static class ContainerLimits
{
    /// <summary>Microseconds over which a quota counts.</summary>
    public const long Period = 100_000;

    public static ContainerResources Of(PodDefinition pod, ContainerDefinition container, long memoryCapacity)
    {
        var resources = container.Spec["resources"u8];
        var cpuRequest = Amounts.Milli(resources["requests"u8]["cpu"u8]);
        var cpuLimit = Amounts.Milli(resources["limits"u8]["cpu"u8]);
        if (cpuRequest == 0) cpuRequest = cpuLimit;
        var memoryRequest = Amounts.Whole(resources["requests"u8]["memory"u8]);
        var memoryLimit = Amounts.Whole(resources["limits"u8]["memory"u8]);
        return new ContainerResources
        {
            CpuShares = SharesOf(cpuRequest),
            CpuPeriod = Period,
            CpuQuota = cpuLimit == 0 ? 0 : QuotaOf(cpuLimit),
            MemoryLimit = memoryLimit,
            OomScoreAdjust = OomScore(pod, memoryRequest > 0 ? memoryRequest : memoryLimit, memoryCapacity),
        };
    }

    public static long SharesOf(long milliCpu) => Math.Clamp(milliCpu * 1024 / 1000, 2, 262_144);

    public static long QuotaOf(long milliCpu) => Math.Max(milliCpu * Period / 1000, 1000);

    private static long OomScore(PodDefinition pod, long memoryRequest, long capacity)
    {
        const long nodeCritical = 2_000_001_000;
        if (pod.Spec["priority"u8].AsInt64() >= nodeCritical || pod.Qos == QualityOfService.Guaranteed) return -997;
        if (pod.Qos == QualityOfService.BestEffort) return 1000;
        return Math.Clamp(1000 - 1000 * memoryRequest / Math.Max(capacity, 1), 3, 999);
    }
}
