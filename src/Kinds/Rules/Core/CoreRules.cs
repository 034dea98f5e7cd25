using Timonier.Documents;
using Timonier.Kernel;
using static Timonier.Kinds.Validation;

namespace Timonier.Kinds;

/// <summary>Rules of the core group, as far as no other list has them.</summary>
internal static class CoreRules
{
    public static readonly KindRules[] Kinds =
    [
        new("", "Pod", PodRules.Pod)
        {
            Parts = new Dictionary<string, Action<Place>>(StringComparer.Ordinal)
            {
                ["ephemeralcontainers"] = PodRules.Ephemeral,
                ["resize"] = Resize,
                ["status"] = PodRules.Status,
            },
        },
        new("", "Service", ServiceRules.Service) { Name = Names.Dns1035Label, Status = ServiceRules.Status },
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
