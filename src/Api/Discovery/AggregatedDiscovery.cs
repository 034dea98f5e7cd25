using Timonier.Api.Aggregation;
using Timonier.Documents;
using Timonier.Kinds;

namespace Timonier.Api.Discovery;

/// <summary>apidiscovery.k8s.io/v2: all groups, versions and resources in one document.</summary>
internal static class AggregatedDiscovery
{
    public static DraftObject Of(IEnumerable<GroupOrder.Group> groups, IReadOnlyDictionary<string, ToldResources> told) => new()
    {
        ["kind"] = "APIGroupDiscoveryList",
        ["apiVersion"] = "apidiscovery.k8s.io/v2",
        ["metadata"] = new DraftObject(),
        ["items"] = new DraftArray(groups.Select(g => Group(g, told))),
    };

    private static DraftObject Group(GroupOrder.Group group, IReadOnlyDictionary<string, ToldResources> told)
    {
        var metadata = new DraftObject();
        if (group.Name.Length > 0) metadata["name"] = group.Name;
        return new DraftObject { ["metadata"] = metadata, ["versions"] = new DraftArray(group.Versions.Select(v => Version(v, told))) };
    }

    private static DraftObject Version(GroupOrder.Version version, IReadOnlyDictionary<string, ToldResources> told)
    {
        var body = new DraftObject { ["version"] = version.Name };
        var remote = version.Remote is { } elsewhere ? told.GetValueOrDefault(elsewhere.GroupVersion) ?? ToldResources.None : null;
        if (remote is null) body["resources"] = new DraftArray(version.Kinds.OrderBy(k => k.Plural, StringComparer.Ordinal).Select(Resource));
        else if (remote.Resources.Count > 0) body["resources"] = remote.Resources.Clone();
        body["freshness"] = remote is { IsCurrent: false } ? "Stale" : "Current";
        return body;
    }

    private static DraftObject Resource(Kind kind)
    {
        var resource = new DraftObject
        {
            ["resource"] = kind.Plural,
            ["responseKind"] = KindOf(kind.Group, kind.Version, kind.Name),
            ["scope"] = kind.Namespaced ? "Namespaced" : "Cluster",
            ["singularResource"] = kind.Singular,
            ["verbs"] = DraftArray.OfTexts(kind.Verbs),
        };
        if (kind.ShortNames.Length > 0) resource["shortNames"] = DraftArray.OfTexts(kind.ShortNames);
        if (kind.Categories.Length > 0) resource["categories"] = DraftArray.OfTexts(kind.Categories);
        if (kind.Subresources.Length > 0)
        {
            resource["subresources"] = new DraftArray(kind.Subresources.OrderBy(s => s.Name, StringComparer.Ordinal).Select(s => (Draft)new DraftObject
            {
                ["subresource"] = s.Name,
                ["responseKind"] = KindOf(s.Group, s.Version, s.Kind),
                ["verbs"] = DraftArray.OfTexts(s.Verbs),
            }));
        }
        return resource;
    }

    private static DraftObject KindOf(string group, string version, string kind) => new() { ["group"] = group, ["version"] = version, ["kind"] = kind };
}
