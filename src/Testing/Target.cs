using Timonier.Kinds;

namespace Timonier.Testing;

/// <summary>A kind as people call it, and perhaps the name of an object.</summary>
internal sealed record Target(Kind Kind, string Name)
{
    public string Place(string @namespace) => Kind.Namespaced ? @namespace : "";

    public static Target Of(string text, IKindSource kinds)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var (word, name) = slash < 0 ? (text, "") : (text[..slash], text[(slash + 1)..]);
        var dot = word.IndexOf('.', StringComparison.Ordinal);
        var (called, group) = dot < 0 ? (word, null) : (word[..dot], word[(dot + 1)..]);
        // Of one name in several groups, as with events, the core group's is meant; of several versions the one that objects are stored in.
        var found = kinds.Current.All
            .Where(k => k.Plural.Length > 0 && IsCalled(k, called) && (group is null || k.Group == group))
            .OrderBy(k => k.Group.Length > 0).ThenBy(k => k.StorageVersion != k.ApiVersion).FirstOrDefault();
        return found is null ? throw new ArgumentException($"the cluster has no kind that is called {word}", nameof(text)) : new Target(found, name);
    }

    private static bool IsCalled(Kind kind, string word) =>
        string.Equals(kind.Plural, word, StringComparison.OrdinalIgnoreCase)
        || string.Equals(kind.Singular, word, StringComparison.OrdinalIgnoreCase)
        || string.Equals(kind.Name, word, StringComparison.OrdinalIgnoreCase)
        || kind.ShortNames.Contains(word, StringComparer.OrdinalIgnoreCase);
}
