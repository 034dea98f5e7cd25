using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Api.Admission.PodSecurity;

internal static partial class PodChecks
{
    private static readonly string[] BindingCapability = ["NET_BIND_SERVICE"];
    private static readonly string[] HarmlessVolumes = ["configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret", "image"];

    private static PodFinding? Escalation(PodView pod)
    {
        if (pod.Minor >= 25 && pod.IsWindows) return null;
        return pod.ContainersWhere(c => c["allowPrivilegeEscalation"u8].AsBoolOrNull() != false) is { Count: > 0 } containers
            ? new PodFinding("allowPrivilegeEscalation != false", $"{PodView.Some("container", containers)} must set securityContext.allowPrivilegeEscalation=false")
            : null;
    }

    private static PodFinding? KeptCapabilities(PodView pod)
    {
        if (pod.Minor >= 25 && pod.IsWindows) return null;
        var wrong = new List<string>();
        if (pod.ContainersWhere(c => !DropsAll(c)) is { Count: > 0 } keeping) wrong.Add($"{PodView.Some("container", keeping)} must set securityContext.capabilities.drop=[\"ALL\"]");
        if (Added(pod, BindingCapability) is { } adding) wrong.Add(adding);
        return wrong.Count == 0 ? null : new PodFinding("unrestricted capabilities", string.Join("; ", wrong));
    }

    private static bool DropsAll(Node context)
    {
        foreach (var capability in context["capabilities"u8]["drop"u8].Items)
            if (capability.TextEquals("ALL"u8)) return true;
        return false;
    }

    private static PodFinding? VolumeTypes(PodView pod)
    {
        var (names, types) = (new List<string>(), new SortedSet<string>(StringComparer.Ordinal));
        foreach (var volume in pod.Spec["volumes"u8].Items)
        {
            foreach (var member in volume.Members)
            {
                if (member.Name == "name" || member.Value.IsNullOrMissing || HarmlessVolumes.Contains(member.Name)) continue;
                names.Add(volume["name"u8].AsString());
                types.Add(member.Name);
            }
        }
        if (names.Count == 0) return null;
        return new PodFinding("restricted volume types", $"{PodView.Some("volume", names)} {(names.Count == 1 ? "uses" : "use")} {PodView.Some("restricted volume type", types)}");
    }

    private static PodFinding? NonRoot(PodView pod)
    {
        if (pod.HasOwnUsers) return null;
        static bool? Says(Node context) => context["runAsNonRoot"u8].AsBoolOrNull();
        const string Reason = "runAsNonRoot != true";
        if (pod.Setters(c => Says(c) == false) is { Length: > 0 } setters) return new PodFinding(Reason, $"{setters} must not set securityContext.runAsNonRoot=false");
        if (Says(pod.Context) == true || pod.ContainersWhere(c => Says(c) is null) is not { Count: > 0 } containers) return null;
        return new PodFinding(Reason, $"pod or {PodView.Some("container", containers)} must set securityContext.runAsNonRoot=true");
    }

    private static PodFinding? RootUser(PodView pod) => !pod.HasOwnUsers && pod.Setters(c => c["runAsUser"u8].AsInt64OrNull() == 0) is { Length: > 0 } setters
        ? new PodFinding("runAsUser=0", $"{setters} must not set runAsUser=0")
        : null;
}
