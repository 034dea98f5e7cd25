using System.Collections.Immutable;
using Timonier.Documents;

namespace Timonier.Api.Admission.PodSecurity;

/// <summary>Every rule of the Pod Security Standards, in the order in which their findings are told.</summary>
internal static partial class PodChecks
{
    private static readonly ImmutableArray<PodCheck> All =
    [
        new("appArmorProfile", PodLevel.Baseline, 0, AppArmor),
        new("capabilities_baseline", PodLevel.Baseline, 0, AddedCapabilities),
        new("hostNamespaces", PodLevel.Baseline, 0, HostNamespaces),
        new("hostPathVolumes", PodLevel.Baseline, 0, HostPaths),
        new("hostPorts", PodLevel.Baseline, 0, HostPorts),
        new("hostProbesAndHostLifecycle", PodLevel.Baseline, 34, ProbedHosts),
        new("privileged", PodLevel.Baseline, 0, Privileged),
        new("procMount", PodLevel.Baseline, 0, ProcMount),
        new("seLinuxOptions", PodLevel.Baseline, 0, SELinux),
        new("seccompProfile_baseline", PodLevel.Baseline, 0, Seccomp),
        new("sysctls", PodLevel.Baseline, 0, Sysctls),
        new("windowsHostProcess", PodLevel.Baseline, 0, HostProcess),
        new("allowPrivilegeEscalation", PodLevel.Restricted, 8, Escalation),
        new("capabilities_restricted", PodLevel.Restricted, 22, KeptCapabilities, "capabilities_baseline"),
        new("restrictedVolumes", PodLevel.Restricted, 0, VolumeTypes, "hostPathVolumes"),
        new("runAsNonRoot", PodLevel.Restricted, 0, NonRoot),
        new("runAsUser", PodLevel.Restricted, 23, RootUser),
        new("seccompProfile_restricted", PodLevel.Restricted, 19, RequiredSeccomp, "seccompProfile_baseline"),
    ];

    public static IReadOnlyList<PodFinding> Find(PodStandard standard, Node annotations, Node spec)
    {
        if (standard.Level == PodLevel.Privileged) return [];
        var asked = All.Where(c => c.Level <= standard.Level && c.Since <= standard.Minor).ToList();
        asked.RemoveAll(c => asked.Exists(other => other.StandsFor == c.Id));
        var pod = new PodView(annotations, spec, standard.Minor);
        return [.. asked.Select(c => c.Find(pod)).OfType<PodFinding>()];
    }
}
