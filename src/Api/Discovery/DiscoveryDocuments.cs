using System.Security.Cryptography;
using Timonier.Api.Pipeline;
using Timonier.Documents;
using Timonier.Kinds;

namespace Timonier.Api.Discovery;

/// <summary>What the server offers, in the plain and in the aggregated form; all made from the catalogue.</summary>
internal sealed class DiscoveryDocuments
{
    public const string AggregatedType = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
    private readonly Dictionary<string, Document> plain = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (ReadOnlyMemory<byte> Json, string Tag)> aggregated = new(StringComparer.Ordinal);

    public DiscoveryDocuments(KindCatalogue catalogue, VersionInfo version)
    {
        var groups = catalogue.All.Where(k => k.Group.Length > 0).GroupBy(k => k.Group).OrderBy(g => g.Key, StringComparer.Ordinal).ToList();
        Version = PrettyJson.Of(VersionOf(version).Utf8.Span);
        plain["/api"] = new DraftObject
        {
            ["kind"] = "APIVersions",
            ["versions"] = new DraftArray(["v1"]),
            ["serverAddressByClientCIDRs"] = new DraftArray(),
        }.ToDocument();
        plain["/apis"] = new DraftObject
        {
            ["kind"] = "APIGroupList",
            ["apiVersion"] = "v1",
            ["groups"] = new DraftArray(groups.Select(g => GroupOf(g.Key, g))),
        }.ToDocument();
        foreach (var group in groups) plain[$"/apis/{group.Key}"] = GroupOf(group.Key, group, standsAlone: true).ToDocument();
        foreach (var set in catalogue.All.GroupBy(k => k.ApiVersion))
            plain[(set.First().Group.Length == 0 ? "/api/" : "/apis/") + set.Key] = Resources(set.Key, set);
        aggregated["/api"] = Tagged(AggregatedDiscovery.Of(catalogue.All.Where(k => k.Group.Length == 0)));
        aggregated["/apis"] = Tagged(AggregatedDiscovery.Of(catalogue.All.Where(k => k.Group.Length > 0)));
    }

    /// <summary>The server's own version, always JSON and laid out for people.</summary>
    public ReadOnlyMemory<byte> Version { get; }

    public Document? Plain(string path) => plain.GetValueOrDefault(path);

    /// <summary>Only /api and /apis have this form; the tag changes with the content.</summary>
    public (ReadOnlyMemory<byte> Json, string Tag)? Aggregated(string path) => aggregated.TryGetValue(path, out var found) ? found : null;

    private static (ReadOnlyMemory<byte> Json, string Tag) Tagged(Draft document)
    {
        var json = document.ToDocument().Utf8;
        return (json, $"\"{Convert.ToHexString(SHA512.HashData(json.Span))}\"");
    }

    private static DraftObject GroupOf(string name, IEnumerable<Kind> kinds, bool standsAlone = false)
    {
        var versions = kinds.Select(k => k.Version).Distinct(StringComparer.Ordinal)
            .Select(v => (Draft)new DraftObject { ["groupVersion"] = $"{name}/{v}", ["version"] = v }).ToList();
        var group = new DraftObject();
        if (standsAlone) (group["kind"], group["apiVersion"]) = ("APIGroup", "v1");
        group["name"] = name;
        group["versions"] = new DraftArray(versions);
        group["preferredVersion"] = versions[0].Clone();
        return group;
    }

    private static Document Resources(string groupVersion, IEnumerable<Kind> kinds)
    {
        var resources = new DraftArray();
        foreach (var kind in kinds.OrderBy(k => k.Plural, StringComparer.Ordinal))
        {
            var own = new DraftObject
            {
                ["name"] = kind.Plural,
                ["singularName"] = kind.Singular,
                ["namespaced"] = kind.Namespaced,
                ["kind"] = kind.Name,
                ["verbs"] = DraftArray.OfTexts(kind.Verbs),
            };
            if (kind.ShortNames.Length > 0) own["shortNames"] = DraftArray.OfTexts(kind.ShortNames);
            if (kind.Categories.Length > 0) own["categories"] = DraftArray.OfTexts(kind.Categories);
            resources.Add(own);
            foreach (var sub in kind.Subresources.OrderBy(s => s.Name, StringComparer.Ordinal))
            {
                var further = new DraftObject { ["name"] = $"{kind.Plural}/{sub.Name}", ["singularName"] = "", ["namespaced"] = kind.Namespaced };
                if (sub.Group != kind.Group || sub.Version != kind.Version) (further["group"], further["version"]) = (sub.Group, sub.Version);
                further["kind"] = sub.Kind;
                further["verbs"] = DraftArray.OfTexts(sub.Verbs);
                resources.Add(further);
            }
        }
        return new DraftObject { ["kind"] = "APIResourceList", ["apiVersion"] = "v1", ["groupVersion"] = groupVersion, ["resources"] = resources }.ToDocument();
    }

    private static Document VersionOf(VersionInfo version) => new DraftObject
    {
        ["major"] = version.Major,
        ["minor"] = version.Minor,
        ["emulationMajor"] = version.Major,
        ["emulationMinor"] = version.Minor,
        ["minCompatibilityMajor"] = version.Major,
        ["minCompatibilityMinor"] = version.Minor,
        ["gitVersion"] = version.GitVersion,
        ["gitCommit"] = version.GitCommit,
        ["gitTreeState"] = "clean",
        ["buildDate"] = version.BuildDate,
        ["goVersion"] = "",
        ["compiler"] = "roslyn",
        ["platform"] = version.Platform,
    }.ToDocument();
}
