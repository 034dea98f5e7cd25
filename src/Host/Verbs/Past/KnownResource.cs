using Timonier.Documents;

namespace Timonier.Host.Verbs.Past;

/// <summary>A kind of object that the server has, as discovery tells of it.</summary>
internal sealed record KnownResource(string Group, string Version, string Plural, string Kind, bool IsNamespaced, IReadOnlyList<string> Words, IReadOnlyList<string> Verbs)
{
    public string Title => Group.Length == 0 ? Plural : $"{Plural}.{Group}";

    /// <summary>As people name it: plural, singular, short name or kind, with the group behind a dot where needed.</summary>
    public bool IsCalled(string word)
    {
        var dot = word.IndexOf('.', StringComparison.Ordinal);
        var (name, group) = dot < 0 ? (word, null) : (word[..dot], word[(dot + 1)..]);
        return Words.Contains(name, StringComparer.OrdinalIgnoreCase) && (group is null || group == Group);
    }

    /// <param name="namespace">Empty for all of them.</param>
    public string Path(string @namespace, string name = "")
    {
        var path = Group.Length == 0 ? $"/api/{Version}" : $"/apis/{Group}/{Version}";
        if (IsNamespaced && @namespace.Length > 0) path += $"/namespaces/{@namespace}";
        path += "/" + Plural;
        return name.Length == 0 ? path : $"{path}/{name}";
    }

    /// <summary>Each kind once, in the version that the server prefers.</summary>
    public static IEnumerable<KnownResource> AllOf(Document discovery)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var group in discovery.Root["items"u8].Items)
            foreach (var version in group["versions"u8].Items)
                foreach (var resource in version["resources"u8].Items)
                    if (Of(group["metadata"u8]["name"u8].AsString(), version["version"u8].AsString(), resource) is var known && seen.Add(known.Title))
                        yield return known;
    }

    private static KnownResource Of(string group, string version, Documents.Node resource)
    {
        var plural = resource["resource"u8].AsString();
        var kind = resource["responseKind"u8]["kind"u8].AsString();
        return new KnownResource(group, version, plural, kind, resource["scope"u8].TextEquals("Namespaced"u8),
            [plural, kind, resource["singularResource"u8].AsString(), .. Texts(resource["shortNames"u8])], Texts(resource["verbs"u8]));
    }

    private static List<string> Texts(Documents.Node list)
    {
        var texts = new List<string>();
        foreach (var item in list.Items) texts.Add(item.AsString());
        return texts;
    }
}
