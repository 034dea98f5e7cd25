using Timonier.Client.Events;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Documents;

namespace Timonier.Controllers.EphemeralVolumes;

/// <summary>The claims that a pod brings with it: each is made for the pod, and goes with it.</summary>
public static class EphemeralVolumePlan
{
    /// <summary>Whether a pod that lives has such volumes at all.</summary>
    public static bool Concerns(Document pod)
    {
        if (PodFacts.IsDeleting(pod)) return false;
        foreach (var volume in pod.Spec["volumes"u8].Items)
            if (volume["ephemeral"u8].Exists) return true;
        return false;
    }

    /// <param name="pod">The pod.</param>
    /// <param name="claim">The claim under a name in the pod's namespace, if it is there.</param>
    /// <returns>Claims to make, and what stands in the way of others.</returns>
    public static (IReadOnlyList<CreateAction> Create, IReadOnlyList<EventNote> Blocked) Compute(Document pod, Func<string, Document?> claim)
    {
        var (create, blocked) = (new List<CreateAction>(), new List<EventNote>());
        foreach (var volume in pod.Spec["volumes"u8].Items)
        {
            if (!volume["ephemeral"u8].Exists) continue;
            var name = $"{pod.Name}-{volume["name"u8].AsString()}";
            if (claim(name) is not { } present) create.Add(Make(pod, volume, name));
            else if (Ownership.ControllerOf(present)?.Uid != pod.Uid)
                blocked.Add(Failed(pod, volume, $"PVC {pod.Namespace}/{name} was not created for pod {pod.Namespace}/{pod.Name} (pod is not owner)"));
        }
        return (create, blocked);
    }

    private static CreateAction Make(Document pod, Node volume, string name)
    {
        var template = volume["ephemeral"u8]["volumeClaimTemplate"u8];
        var metadata = new DraftObject { ["name"] = name, ["namespace"] = pod.Namespace };
        foreach (var member in (ReadOnlySpan<string>)["labels", "annotations"])
            if (template["metadata"u8][member].Count > 0) metadata[member] = template["metadata"u8][member];
        metadata["ownerReferences"] = new DraftArray([new Ownership("v1", "Pod", pod.Name, pod.Uid).ToDraft()]);
        var body = new DraftObject { ["apiVersion"] = "v1", ["kind"] = "PersistentVolumeClaim", ["metadata"] = metadata, ["spec"] = template["spec"u8] };
        return new CreateAction(CoreResources.PersistentVolumeClaims, pod.Namespace, body) { Refused = why => Failed(pod, volume, $"create PVC {name}: {why.Message}") };
    }

    private static EventNote Failed(Document pod, Node volume, string why) =>
        new(ObjectReference.To(pod) with { ApiVersion = "v1", Kind = "Pod" }, "Warning", "FailedBinding", $"ephemeral volume {volume["name"u8].AsString()}: {why}");
}
