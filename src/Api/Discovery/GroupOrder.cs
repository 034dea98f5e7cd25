using System.Globalization;
using Timonier.Kinds;

namespace Timonier.Api.Discovery;

/// <summary>The order in which groups and versions are told: clients that have no wish take the first that fits.</summary>
internal static class GroupOrder
{
    // Upstream's priorities; groups that are not here follow by name.
    private static readonly string[] Known =
    [
        "", "apiregistration.k8s.io", "apps", "events.k8s.io", "authentication.k8s.io", "authorization.k8s.io", "autoscaling", "batch",
        "certificates.k8s.io", "networking.k8s.io", "policy", "rbac.authorization.k8s.io", "storage.k8s.io", "admissionregistration.k8s.io",
        "apiextensions.k8s.io", "scheduling.k8s.io", "coordination.k8s.io", "node.k8s.io", "discovery.k8s.io", "flowcontrol.apiserver.k8s.io",
        "resource.k8s.io",
    ];

    public static IReadOnlyList<Group> Of(IEnumerable<Kind> kinds) =>
    [
        .. kinds.GroupBy(k => k.Group).OrderBy(g => Place(g.Key)).ThenBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => new Group(g.Key, [.. g.Select(k => k.Version).Distinct(StringComparer.Ordinal).OrderByDescending(Rank)], [.. g])),
    ];

    private static int Place(string group) => Array.IndexOf(Known, group) is var at && at < 0 ? Known.Length : at;

    // v2 before v1 before v2beta1 before v1beta2 before v1alpha1.
    private static (int Stability, int Major, int Minor) Rank(string version)
    {
        var stage = version.Contains("alpha", StringComparison.Ordinal) ? "alpha" : version.Contains("beta", StringComparison.Ordinal) ? "beta" : "";
        var parts = stage.Length == 0 ? [version, ""] : version.Split(stage);
        return (stage switch { "" => 2, "beta" => 1, _ => 0 }, Number(parts[0].TrimStart('v')), Number(parts[1]));
    }

    private static int Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    /// <summary>A group with its versions, the preferred one first.</summary>
    internal sealed record Group(string Name, IReadOnlyList<string> Versions, IReadOnlyList<Kind> Kinds);
}
