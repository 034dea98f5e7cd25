using System.Collections.Immutable;

namespace Timonier.Api.Admission;

/// <summary>Which admission steps run, by upstream's names: those that do unless told otherwise, more and fewer.</summary>
public sealed record AdmissionPlugins
{
    /// <summary>Steps that run only when they are asked for.</summary>
    public static ImmutableArray<string> Optional { get; } = ["EventRateLimit", "ExtendedResourceToleration", "OwnerReferencesPermissionEnforcement", "DenyServiceExternalIPs"];

    /// <summary>Steps that run unless they are switched off. ClusterTrustBundleAttest finds nothing to do: no version of its kind is on by default.</summary>
    public static ImmutableArray<string> Usual { get; } =
    [
        "NamespaceLifecycle", "LimitRanger", "ServiceAccount", "NodeRestriction", "TaintNodesByCondition", "PodSecurity", "Priority", "DefaultTolerationSeconds", "DefaultStorageClass",
        "StorageObjectInUseProtection", "PersistentVolumeClaimResize", "RuntimeClass", "CertificateApproval", "CertificateSigning", "ClusterTrustBundleAttest",
        "CertificateSubjectRestriction", "DefaultIngressClass", "PodTopologyLabels",
        "MutatingAdmissionPolicy", "MutatingAdmissionWebhook", "ValidatingAdmissionPolicy", "ValidatingAdmissionWebhook", "ResourceQuota",
    ];

    public IReadOnlyCollection<string> Enabled { get; init; } = [];
    public IReadOnlyCollection<string> Disabled { get; init; } = [];

    public bool Runs(string name) => Enabled.Contains(name) || (Usual.Contains(name) && !Disabled.Contains(name));

    /// <summary>What is wrong with the wishes, in upstream's words; null when nothing is.</summary>
    public string? Mistake()
    {
        foreach (var name in Enabled)
            if (!IsKnown(name)) return $"enable-admission-plugins plugin \"{name}\" is unknown";
        foreach (var name in Disabled)
            if (!IsKnown(name)) return $"disable-admission-plugins plugin \"{name}\" is unknown";
        var both = Enabled.Intersect(Disabled, StringComparer.Ordinal).ToList();
        return both.Count > 0 ? $"[{string.Join(' ', both)}] in enable-admission-plugins and disable-admission-plugins overlapped" : null;
    }

    private static bool IsKnown(string name) => Usual.Contains(name) || Optional.Contains(name);
}
