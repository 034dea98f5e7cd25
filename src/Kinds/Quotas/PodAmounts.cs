using Timonier.Documents;

namespace Timonier.Kinds.Quotas;

/// <summary>
/// What a pod as a whole asks for: its containers together, or the largest init container beside the sidecars that run
/// by then if that is more, plus overhead. What the pod says of itself stands over its containers.
/// </summary>
public static class PodAmounts
{
    public static ResourceAmounts Requests(Document pod) => Total(pod, "requests");

    public static ResourceAmounts Limits(Document pod) => Total(pod, "limits");

    private static ResourceAmounts Total(Document pod, string side)
    {
        var total = new ResourceAmounts();
        foreach (var container in pod.Spec["containers"u8].Items) total = total.Plus(OfContainer(pod, container, "containerStatuses", side));

        var (sidecars, largest) = (new ResourceAmounts(), new ResourceAmounts());
        foreach (var container in pod.Spec["initContainers"u8].Items)
        {
            var own = OfContainer(pod, container, "initContainerStatuses", side);
            if (container["restartPolicy"u8].TextEquals("Always"u8))
            {
                sidecars = sidecars.Plus(own);
                total = total.Plus(own);
                largest = largest.Largest(sidecars);
            }
            else largest = largest.Largest(sidecars.Plus(own));
        }
        total = total.Largest(largest);

        var ofPod = ResourceAmounts.Of(pod.Spec["resources"u8][side]);
        foreach (var name in ofPod.Names) total[name] = ofPod[name];
        var overhead = ResourceAmounts.Of(pod.Spec["overhead"u8]);
        return total.Plus(side == "limits" ? overhead.Where((name, _) => total.Has(name)) : overhead);
    }

    // While a resize is under way the container holds what it has and what it is to get, so the larger one counts.
    private static ResourceAmounts OfContainer(Document pod, Node container, string statuses, string side)
    {
        var wanted = ResourceAmounts.Of(container["resources"u8][side]);
        var name = container["name"u8].AsString();
        foreach (var status in pod.Status[statuses].Items)
        {
            if (status["name"u8].AsString() != name) continue;
            wanted = wanted.Largest(ResourceAmounts.Of(status["resources"u8][side]));
            return side == "requests" ? wanted.Largest(ResourceAmounts.Of(status["allocatedResources"u8])) : wanted;
        }
        return wanted;
    }
}
