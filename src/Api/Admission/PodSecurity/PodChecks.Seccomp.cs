using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Api.Admission.PodSecurity;

internal static partial class PodChecks
{
    private const string SeccompPod = "seccomp.security.alpha.kubernetes.io/pod";
    private const string SeccompContainer = "container.seccomp.security.alpha.kubernetes.io/";

    // Before 1.19 profiles were annotations.
    private static PodFinding? Seccomp(PodView pod)
    {
        if (pod.Minor >= 19) return WrongSeccomp(pod);
        var wrong = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var name in pod.Containers.Select(c => SeccompContainer + c.Name).Append(SeccompPod))
        {
            if (pod.Annotations[name] is not { Exists: true } profile || profile.AsString() is "runtime/default" or "docker/default") continue;
            if (!profile.AsString().StartsWith("localhost/", StringComparison.Ordinal)) wrong.Add($"{name}={GoText.Quote(profile.AsString())}");
        }
        return wrong.Count == 0 ? null : new PodFinding("seccompProfile", $"forbidden {PodView.Number("annotation", wrong.Count)} {string.Join(", ", wrong)}");
    }

    private static PodFinding? RequiredSeccomp(PodView pod)
    {
        if (pod.Minor >= 25 && pod.IsWindows) return null;
        if (WrongSeccomp(pod) is { } wrong) return wrong;
        if (HasSeccomp(pod.Context) || pod.ContainersWhere(c => !HasSeccomp(c)) is not { Count: > 0 } containers) return null;
        return new PodFinding("seccompProfile", $"pod or {PodView.Some("container", containers)} must set securityContext.seccompProfile.type to \"RuntimeDefault\" or \"Localhost\"");
    }

    private static PodFinding? WrongSeccomp(PodView pod) => pod.Setters(IsUnconfined) is { Length: > 0 } setters
        ? new PodFinding("seccompProfile", $"{setters} must not set securityContext.seccompProfile.type to {pod.Values(IsUnconfined, SeccompType)}")
        : null;

    private static bool HasSeccomp(Node context) => context["seccompProfile"u8].IsObject;

    private static bool IsUnconfined(Node context) => HasSeccomp(context) && SeccompType(context) is not ("RuntimeDefault" or "Localhost");

    private static string SeccompType(Node context) => context["seccompProfile"u8]["type"u8].AsString();
}
