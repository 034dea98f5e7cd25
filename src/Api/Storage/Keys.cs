using Timonier.Kinds;

namespace Timonier.Api.Storage;

/// <summary>Where objects stand in the store: <c>/registry/GROUP/PLURAL/[NAMESPACE/]NAME</c>.</summary>
internal static class Keys
{
    public static string Of(Kind kind, string @namespace, string name) => Prefix(kind, @namespace) + name;

    /// <summary>The prefix of a namespace's objects; of all of them when the namespace is empty.</summary>
    public static string Prefix(Kind kind, string @namespace)
    {
        var all = $"/registry/{(kind.Group.Length == 0 ? "core" : kind.Group)}/{kind.Plural}/";
        return kind.Namespaced && @namespace.Length > 0 ? $"{all}{@namespace}/" : all;
    }
}
