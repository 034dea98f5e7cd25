using System.Text;
using Timonier.Documents;
using Timonier.Kinds;

namespace Timonier.Testing;

/// <summary>Objects as people write them down.</summary>
internal static class Manifest
{
    public static DraftObject Single(string text) => Yaml.ParseObject(Encoding.UTF8.GetBytes(text));

    /// <summary>The objects of a text, in its order; a list counts as what it holds.</summary>
    public static IEnumerable<DraftObject> All(string text) => Yaml.ParseAll(Encoding.UTF8.GetBytes(text)).OfType<DraftObject>().SelectMany(
        one => one.String("kind") == "List" ? one.Array("items").OfType<DraftObject>() : [one]);

    /// <summary>Where an object goes: where it says itself, otherwise where it is told.</summary>
    public static string Place(DraftObject body, Kind kind, string @namespace) =>
        !kind.Namespaced ? "" : body.Object("metadata").String("namespace") is { Length: > 0 } own ? own : @namespace;
}
