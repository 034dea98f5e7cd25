using System.Globalization;

namespace Timonier.Api.Aggregation;

/// <summary>Where a group version stands among the others: clients that have no wish take the first that fits.</summary>
/// <param name="Group">The group's weight; of all its versions the greatest counts.</param>
/// <param name="Version">The version's weight within the group.</param>
[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)]
internal readonly record struct GroupPriority(int Group, int Version)
{
    private const int StandardVersion = 15;

    // Upstream's weights. Groups of definitions follow, all with the same.
    private static readonly Dictionary<string, int> groups = new(StringComparer.Ordinal)
    {
        [""] = 18000,
        ["apiregistration.k8s.io"] = 20000,
        ["apps"] = 17800,
        ["events.k8s.io"] = 17750,
        ["authentication.k8s.io"] = 17700,
        ["authorization.k8s.io"] = 17600,
        ["autoscaling"] = 17500,
        ["batch"] = 17400,
        ["certificates.k8s.io"] = 17300,
        ["networking.k8s.io"] = 17200,
        ["policy"] = 17100,
        ["rbac.authorization.k8s.io"] = 17000,
        ["storage.k8s.io"] = 16800,
        ["admissionregistration.k8s.io"] = 16700,
        ["apiextensions.k8s.io"] = 16700,
        ["scheduling.k8s.io"] = 16600,
        ["coordination.k8s.io"] = 16500,
        ["node.k8s.io"] = 16300,
        ["discovery.k8s.io"] = 16200,
        ["flowcontrol.apiserver.k8s.io"] = 16100,
        ["resource.k8s.io"] = 15900,
    };

    private static readonly Dictionary<(string Group, string Version), int> versions = new()
    {
        [("", "v1")] = 1,
        [("autoscaling", "v2")] = 30,
        [("flowcontrol.apiserver.k8s.io", "v1")] = 21,
    };

    /// <summary>The weight of a group version that this server has itself.</summary>
    public static GroupPriority Of(string group, string version) => groups.TryGetValue(group, out var weight)
        ? new GroupPriority(weight, versions.GetValueOrDefault((group, version), StandardVersion))
        : new GroupPriority(1000, 100);

    // v2 before v1 before v2beta1 before v1beta2 before v1alpha1.
    public static (int Stability, int Major, int Minor) Rank(string version)
    {
        var stage = version.Contains("alpha", StringComparison.Ordinal) ? "alpha" : version.Contains("beta", StringComparison.Ordinal) ? "beta" : "";
        var parts = stage.Length == 0 ? [version, ""] : version.Split(stage);
        return (stage switch { "" => 2, "beta" => 1, _ => 0 }, Number(parts[0].TrimStart('v')), Number(parts[^1]));
    }

    private static int Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
