using Timonier.Documents;
using Timonier.Kernel;
using static Timonier.Kinds.Validation;

namespace Timonier.Kinds;

/// <summary>Rules of the core group, as far as no other list has them.</summary>
internal static class CoreRules
{
    public static readonly KindRules[] Kinds =
    [
        new("", "Pod", Pod)
        {
            Parts = new Dictionary<string, Action<Place>>(StringComparer.Ordinal)
            {
                ["ephemeralcontainers"] = p => EphemeralUpdate(p["spec"], p.Old["spec"u8]),
                ["resize"] = p => Resize(p["spec"], p.Old["spec"u8]),
            },
        },
        new("", "Service", ServiceRules.Service) { Name = Names.Dns1035Label },
        new("", "ConfigMap", KeyRules.ConfigMap),
        new("", "Secret", KeyRules.Secret),
        new("", "Namespace", n => NodeRules.NamespaceFinalizers(n["spec"]["finalizers"]))
        {
            Name = Names.Dns1123Label,
            Parts = new Dictionary<string, Action<Place>>(StringComparer.Ordinal)
            {
                ["finalize"] = n => NodeRules.NamespaceFinalizers(n["spec"]["finalizers"]),
                ["status"] = NodeRules.NamespacePhase,
            },
        },
        new("", "ReplicationController", c => Controller(c["spec"])) { Status = c => AppsRules.ReplicaSetStatus(c["status"]) },
        new("", "PodTemplate", t => PodTemplate(t["template"])),
        new("", "LimitRange", LimitRules.LimitRange),
        new("", "ResourceQuota", QuotaRules.Quota) { Status = QuotaRules.Status },
        new("", "PersistentVolume", VolumeRules.Volume),
        new("", "PersistentVolumeClaim", ClaimRules.Claim) { Status = ClaimRules.Status },
        new("", "Node", NodeRules.Node) { Status = NodeRules.Status },
    ];

    private static void Pod(Place pod)
    {
        PodSpec(pod["spec"]);
        if (pod.IsUpdate) PodUpdate(pod["spec"], pod.Old["spec"u8]);
    }

    private static void Controller(Place spec)
    {
        spec.NotNegative("minReadySeconds");
        if (spec["selector"].Count == 0) spec["selector"].Required();
        if (!spec["replicas"].Exists) spec["replicas"].Required();
        else spec["replicas"].NotNegative();
        if (!spec["template"].Exists)
        {
            spec["template"].Required();
            return;
        }
        if (spec["selector"].Count > 0) SelectsTemplate(spec, LabelSelectors.OfMap(spec["selector"].Node));
        PodTemplate(spec["template"]);
        LastingTemplate(spec["template"], "ReplicationController");
    }
}
