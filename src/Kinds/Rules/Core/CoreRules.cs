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
            Parts = new Dictionary<string, Action<Place>>(StringComparer.Ordinal) { ["finalize"] = n => NodeRules.NamespaceFinalizers(n["spec"]["finalizers"]) },
        },
        new("", "Node", NodeRules.Node) { Status = NodeRules.Status },
    ];

    private static void Pod(Place pod)
    {
        PodSpec(pod["spec"]);
        if (pod.IsUpdate) PodUpdate(pod["spec"], pod.Old["spec"u8]);
    }
}
