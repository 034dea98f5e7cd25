using Timonier.Kernel;
using static Timonier.Kinds.Validation;

namespace Timonier.Kinds;

/// <summary>What is checked of pods and not of the templates they are made from, and of their status.</summary>
internal static class PodRules
{
    private static readonly string[] OfTheSystem = ["PodScheduled", "Ready", "Initialized"];

    public static void Pod(Place pod)
    {
        var spec = pod["spec"];
        PodAnnotationRules.Annotations(pod["metadata"]["annotations"], spec);
        if (pod.IsUpdate) PodAnnotationRules.Update(pod["metadata"]["annotations"]);
        PodSpec(spec, ofPod: true);
        if (spec["serviceAccountName"].Text.Length == 0)
            foreach (var volume in spec["volumes"].Items)
                foreach (var source in volume["projected"]["sources"].Items)
                    if (source["serviceAccountToken"].Exists) source["serviceAccountToken"].Forbidden("must not be specified when serviceAccountName is not set");
        if (pod.IsUpdate)
        {
            PodUpdate(spec, pod.Old["spec"u8]);
            return;
        }
        if (spec["ephemeralContainers"].Count > 0) spec["ephemeralContainers"].Forbidden("cannot be set on create");
        if (spec["nodeName"].Text.Length > 0 && spec["schedulingGates"].Count > 0) spec["nodeName"].Forbidden("cannot be set until all schedulingGates have been cleared");
    }

    public static void Ephemeral(Place pod)
    {
        if (pod.Old["metadata"u8]["annotations"u8]["kubernetes.io/config.mirror"].Exists) pod.Forbidden("static pods do not support ephemeral containers");
        else EphemeralUpdate(pod["spec"], pod.Old["spec"u8]);
    }

    public static void Status(Place pod)
    {
        var (spec, status) = (pod["spec"], pod["status"]);
        foreach (var condition in status["conditions"].Items)
        {
            if (condition["observedGeneration"].Number < 0) condition["observedGeneration"].Invalid("must be a non-negative integer");
            if (!OfTheSystem.Contains(condition["type"].Text)) LabelKey(condition["type"] with { Path = condition.Path + ".Type" });
        }
        if (spec["nodeName"].Changed) (spec["nodeName"] with { Path = "status.nodeName" }).Forbidden("may not be changed directly");
        if (status["nominatedNodeName"].Changed) NameIn(status["nominatedNodeName"], Names.Dns1123Subdomain);
        if (status["observedGeneration"].Number < 0) status["observedGeneration"].Invalid("must be a non-negative integer");
        status["qosClass"].Immutable();
        var restarts = spec.Old["restartPolicy"u8].AsString();
        StayTerminated(status["containerStatuses"], spec["containers"], restarts);
        StayTerminated(status["initContainerStatuses"], spec["initContainers"], restarts);
        StayTerminated(status["ephemeralContainerStatuses"], spec["ephemeralContainers"], "Never");
        Addresses(status["podIPs"]);
        var first = status["hostIPs"].Items.FirstOrDefault();
        if (status["hostIPs"].Count > 0 && first["ip"].Text != status["hostIP"].Text) first["ip"].Invalid("must be equal to `hostIP`");
        Addresses(status["hostIPs"]);
    }

    /// <summary>A container that ended for good does not come back.</summary>
    private static void StayTerminated(Place statuses, Place containers, string restarts)
    {
        if (restarts == "Always") return;
        var position = 0;
        foreach (var before in statuses.Old.Items)
        {
            var path = $"{statuses.Path}[{position++}].state";
            var ended = before["state"u8]["terminated"u8];
            var name = before["name"u8].AsString();
            if (!ended.Exists || restarts == "OnFailure" && ended["exitCode"u8].AsInt64() != 0 || containers.Items.Any(c => c["name"].Text == name && c["restartPolicy"].Exists)) continue;
            if (statuses.Items.Any(s => s["name"].Text == name && !s["state"]["terminated"].Exists)) statuses.Add(FieldErrors.Forbidden(path, "may not be transitioned to non-terminated state"));
        }
    }

    private static void Addresses(Place addresses)
    {
        foreach (var address in addresses.Items) address.InvalidEach(address["ip"].Text, Names.Ip(address["ip"].Text));
        var families = addresses.Items.Select(a => a["ip"].Text.Contains(':', StringComparison.Ordinal)).ToList();
        if (families.Count > 2 || families.Count == 2 && families[0] == families[1]) addresses.Invalid("may specify no more than one IP for each IP family");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var address in addresses.Items)
            if (!seen.Add(address["ip"].Text)) address.Duplicate();
    }
}
