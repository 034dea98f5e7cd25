using System.Net;
using System.Security.Cryptography;
using System.Text;
using Timonier.Api.Aggregation;
using Timonier.Api.Authentication;
using Timonier.Api.Pipeline;
using Timonier.Api.Tables;
using Timonier.Documents;
using Timonier.Kinds;

namespace Timonier.Api.Discovery;

/// <summary>What the server offers, in the plain and in the aggregated form; made from the catalogue and from what the servers of other group versions tell.</summary>
internal sealed class DiscoveryDocuments
{
    public const string AggregatedType = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
    private readonly Dictionary<string, Document> plain = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (ReadOnlyMemory<byte> Json, string Tag)> aggregated = new(StringComparer.Ordinal);

    public DiscoveryDocuments(RemoteSnapshot offered, IReadOnlyDictionary<string, ToldResources> told, ApiConfig config)
    {
        var catalogue = offered.Catalogue;
        var groups = GroupOrder.Of(catalogue.All.Where(k => k.Group.Length > 0), offered.All);
        Version = PrettyJson.Of(VersionOf(config.Version).Utf8.Span);
        plain["/api"] = Legacy(config).ToDocument();
        plain["/apis"] = new DraftObject
        {
            ["kind"] = "APIGroupList",
            ["apiVersion"] = "v1",
            ["groups"] = new DraftArray(groups.Select(g => GroupOf(g))),
        }.ToDocument();
        foreach (var group in groups) plain[$"/apis/{group.Name}"] = GroupOf(group, standsAlone: true).ToDocument();
        foreach (var set in catalogue.All.GroupBy(k => k.ApiVersion)) plain[RootOf(set.First())] = Resources(set.Key, set);
        aggregated["/api"] = Tagged(AggregatedDiscovery.Of(GroupOrder.Of(catalogue.All.Where(k => k.Group.Length == 0), []), told));
        aggregated["/apis"] = Tagged(AggregatedDiscovery.Of(groups, told));
        Index = PrettyJson.Of(IndexOf(config, offered.All.Select(r => $"/apis/{r.GroupVersion}")).ToDocument().Utf8.Span);
    }

    /// <summary>The answer to <c>/</c>: all paths that lead somewhere, laid out for people.</summary>
    public ReadOnlyMemory<byte> Index { get; }

    /// <summary>The server's own version, always JSON and laid out for people.</summary>
    public ReadOnlyMemory<byte> Version { get; }

    public Document? Plain(string path) => plain.GetValueOrDefault(path);

    /// <summary>Only /api and /apis have this form; the tag changes with the content.</summary>
    public (ReadOnlyMemory<byte> Json, string Tag)? Aggregated(string path) => aggregated.TryGetValue(path, out var found) ? found : null;

    /// <summary>Whether a clause of an Accept header asks for the aggregated form.</summary>
    public static bool IsAggregated(AcceptClause clause) => clause is { Group: "apidiscovery.k8s.io", Version: "v2", As: "APIGroupDiscoveryList" } && clause.Takes("application/json");

    private static (ReadOnlyMemory<byte> Json, string Tag) Tagged(Draft document)
    {
        var json = document.ToDocument().Utf8;
        return (json, $"\"{Convert.ToHexString(SHA512.HashData(json.Span))}\"");
    }

    private static string RootOf(Kind kind) => (kind.Group.Length == 0 ? "/api/" : "/apis/") + kind.ApiVersion;

    private static DraftObject Legacy(ApiConfig config)
    {
        var addresses = new DraftArray();
        if (config.AdvertiseAddress is { } address)
            addresses.Add(new DraftObject { ["clientCIDR"] = "0.0.0.0/0", ["serverAddress"] = new IPEndPoint(address, config.SecurePort).ToString() });
        return new DraftObject { ["kind"] = "APIVersions", ["versions"] = new DraftArray(["v1"]), ["serverAddressByClientCIDRs"] = addresses };
    }

    private DraftObject IndexOf(ApiConfig config, IEnumerable<string> elsewhere)
    {
        IEnumerable<string> checks = ["ping", .. config.HealthChecks.Select(c => c.Name)];
        var health = ((string[])["healthz", "livez", "readyz"]).SelectMany(e => checks.Select(c => $"/{e}/{c}").Prepend($"/{e}"));
        return new DraftObject
        {
            ["paths"] = DraftArray.OfTexts(plain.Keys.Concat(elsewhere).Concat(health).Concat(config.Issuer is null ? [] : [IssuerDocuments.DescriptionPath, IssuerDocuments.KeysPath]).Concat(["/apis/", "/metrics", "/openapi/v2", "/openapi/v3", "/openapi/v3/", "/version"]).Order(StringComparer.Ordinal)),
        };
    }

    private static DraftObject GroupOf(GroupOrder.Group ordered, bool standsAlone = false)
    {
        var versions = ordered.Versions.Select(v => (Draft)new DraftObject { ["groupVersion"] = $"{ordered.Name}/{v.Name}", ["version"] = v.Name }).ToList();
        var group = new DraftObject();
        if (standsAlone) (group["kind"], group["apiVersion"]) = ("APIGroup", "v1");
        group["name"] = ordered.Name;
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
            if (kind.Allows("watch")) own["storageVersionHash"] = StorageVersionHash(kind);
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
        // Upstream leaves the version of this very answer out for the oldest group, and clients know it so.
        var list = new DraftObject { ["kind"] = "APIResourceList" };
        if (groupVersion != "v1") list["apiVersion"] = "v1";
        (list["groupVersion"], list["resources"]) = (groupVersion, resources);
        return list.ToDocument();
    }

    // By it, clients that move stored objects to a newer form see which form is stored.
    private static string StorageVersionHash(Kind kind)
    {
        var stored = kind.StorageVersion;
        var full = $"{(stored.Contains('/', StringComparison.Ordinal) ? "" : "/")}{stored}/{kind.Name}";
        return Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(full)).AsSpan(0, 8));
    }

    private static Document VersionOf(VersionInfo version) => new DraftObject
    {
        ["major"] = version.Major,
        ["minor"] = version.Minor,
        ["emulationMajor"] = version.Major,
        ["emulationMinor"] = version.Minor,
        ["minCompatibilityMajor"] = version.Major,
        ["minCompatibilityMinor"] = version.MinCompatibilityMinor,
        ["gitVersion"] = version.GitVersion,
        ["gitCommit"] = version.GitCommit,
        ["gitTreeState"] = "clean",
        ["buildDate"] = version.BuildDate,
        ["goVersion"] = "",
        ["compiler"] = "roslyn",
        ["platform"] = version.Platform,
    }.ToDocument();
}
