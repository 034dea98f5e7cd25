namespace Timonier.Node.Pods;

/// <summary>What a pod asks of its node: its containers and sidecars together, or a larger init container, and its overhead.</summary>
/// <param name="MilliCpu">Thousandths of a processor.</param>
/// <param name="Memory">Bytes.</param>
/// <param name="Storage">Bytes of ephemeral storage.</param>
internal sealed record PodResources(long MilliCpu, long Memory, long Storage)
{
    public static PodResources Requests(PodDefinition pod) => 
        new(Sum(pod, "requests", "cpu", Amounts.Milli), Sum(pod, "requests", "memory", Amounts.Whole), Sum(pod, "requests", "ephemeral-storage", Amounts.Whole));

    /// <summary>One resource over the whole pod.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="side">Its "requests" or its "limits"; overhead makes no limit where there is none.</param>
    /// <param name="resource">The name, for example cpu.</param>
    /// <param name="read">In which unit.</param>
    public static long Sum(PodDefinition pod, string side, string resource, Func<Place, long> read)
    {
        long Of(ContainerDefinition container) => read(container.Spec["resources"u8][side][resource]);
        long sidecars = 0, largest = 0;
        foreach (var init in pod.InitContainers)
        {
            if (init.IsSidecar) sidecars += Of(init);
            largest = Math.Max(largest, sidecars + (init.IsSidecar ? 0 : Of(init)));
        }
        // What the pod says of itself stands before what its containers add up to.
        var own = pod.Spec["resources"u8][side][resource];
        var sum = own.Exists ? read(own) : Math.Max(largest, sidecars + pod.Containers.Sum(Of));
        return sum == 0 && side == "limits" ? 0 : sum + read(pod.Spec["overhead"u8][resource]);
    }
}
