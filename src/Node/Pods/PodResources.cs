namespace Timonier.Node.Pods;

/// <summary>What a pod asks of its node: its containers and sidecars together, or a larger init container, and its overhead.</summary>
/// <param name="MilliCpu">Thousandths of a processor.</param>
/// <param name="Memory">Bytes.</param>
/// <param name="Storage">Bytes of ephemeral storage.</param>
internal sealed record PodResources(long MilliCpu, long Memory, long Storage)
{
    public static PodResources Requests(PodDefinition pod) => new(Sum(pod, "cpu", Amounts.Milli), Sum(pod, "memory", Amounts.Whole), Sum(pod, "ephemeral-storage", Amounts.Whole));

    private static long Sum(PodDefinition pod, string resource, Func<Place, long> read)
    {
        long Of(ContainerDefinition container) => read(container.Spec["resources"u8]["requests"u8][resource]);
        long sidecars = 0, largest = 0;
        foreach (var init in pod.InitContainers)
        {
            if (init.IsSidecar) sidecars += Of(init);
            largest = Math.Max(largest, sidecars + (init.IsSidecar ? 0 : Of(init)));
        }
        return Math.Max(largest, sidecars + pod.Containers.Sum(Of)) + read(pod.Spec["overhead"u8][resource]);
    }
}
