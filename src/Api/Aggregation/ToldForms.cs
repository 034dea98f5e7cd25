using Timonier.Documents;

namespace Timonier.Api.Aggregation;

/// <summary>Takes what another server says it offers into our own document: the members that are known, of the type that they must have, and not without end.</summary>
internal static class ToldForms
{
    private const int MostResources = 2000;

    /// <summary>From one version of an APIGroupDiscoveryList.</summary>
    public static DraftArray OfAggregated(Node version)
    {
        var resources = new DraftArray();
        foreach (var told in version["resources"u8].Items)
        {
            var name = told["resource"u8].AsString();
            if (name.Length == 0 || resources.Count == MostResources) continue;
            var resource = Resource(name, told["scope"u8].TextEquals("Namespaced"u8), told["singularResource"u8].AsString(), told, KindOf(told["responseKind"u8]));
            var subresources = new DraftArray();
            foreach (var sub in told["subresources"u8].Items)
                if (sub["subresource"u8].AsString() is { Length: > 0 } own) subresources.Add(Subresource(own, sub, KindOf(sub["responseKind"u8])));
            if (subresources.Count > 0) resource["subresources"] = subresources;
            resources.Add(resource);
        }
        return resources;
    }

    /// <summary>From an APIResourceList, where subresources stand beside the resources.</summary>
    public static DraftArray OfPlain(Node list, RemoteVersion remote)
    {
        var resources = new DraftArray();
        var byName = new Dictionary<string, DraftObject>(StringComparer.Ordinal);
        foreach (var told in list["resources"u8].Items)
        {
            var name = told["name"u8].AsString();
            if (name.Length == 0 || name.Contains('/', StringComparison.Ordinal) || resources.Count == MostResources) continue;
            var resource = Resource(name, told["namespaced"u8].AsBool(), told["singularName"u8].AsString(), told, KindOf(told, remote));
            resources.Add(resource);
            byName[name] = resource;
        }
        foreach (var told in list["resources"u8].Items)
            if (told["name"u8].AsString().Split('/', 2) is [var owner, var own] && byName.TryGetValue(owner, out var resource))
                resource.Array("subresources").Add(Subresource(own, told, KindOf(told, remote)));
        return resources;
    }

    private static DraftObject Resource(string name, bool namespaced, string singular, Node told, DraftObject kind)
    {
        var resource = new DraftObject
        {
            ["resource"] = name,
            ["responseKind"] = kind,
            ["scope"] = namespaced ? "Namespaced" : "Cluster",
            ["singularResource"] = singular,
            ["verbs"] = Texts(told["verbs"u8]),
        };
        if (told["shortNames"u8].Count > 0) resource["shortNames"] = Texts(told["shortNames"u8]);
        if (told["categories"u8].Count > 0) resource["categories"] = Texts(told["categories"u8]);
        return resource;
    }

    private static DraftObject Subresource(string name, Node told, DraftObject kind) =>
        new() { ["subresource"] = name, ["responseKind"] = kind, ["verbs"] = Texts(told["verbs"u8]) };

    private static DraftObject KindOf(Node kind) => Kind(kind["group"u8].AsString(), kind["version"u8].AsString(), kind["kind"u8].AsString());

    private static DraftObject KindOf(Node told, RemoteVersion remote) => told["version"u8].AsString() is { Length: > 0 } version
        ? Kind(told["group"u8].AsString(), version, told["kind"u8].AsString())
        : Kind(remote.Group, remote.Version, told["kind"u8].AsString());

    private static DraftObject Kind(string group, string version, string kind) => new() { ["group"] = group, ["version"] = version, ["kind"] = kind };

    private static DraftArray Texts(Node texts)
    {
        var list = new DraftArray();
        foreach (var text in texts.Items)
            if (text.AsString() is { Length: > 0 } said) list.Add(said);
        return list;
    }
}
