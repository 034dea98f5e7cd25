using System.Collections.Concurrent;
using System.Collections.Immutable;
using Timonier.Kernel;

namespace Timonier.Kinds;

/// <summary>A set of kinds, found by resource or by apiVersion and kind.</summary>
public sealed partial class KindCatalogue
{
    private readonly Dictionary<ResourceName, Kind> byResource;
    private readonly Dictionary<(string ApiVersion, string Kind), Kind> byName;
    private readonly Dictionary<string, Kind> shared;
    private readonly Dictionary<string, ObjectType> types;
    private readonly ConcurrentDictionary<string, Dictionary<string, Kind>> unserved = new(StringComparer.Ordinal);

    private KindCatalogue(ImmutableArray<Kind> known, Dictionary<string, ObjectType> types)
    {
        this.types = types;
        Known = known;
        All = [.. known.Where(k => k.Served)];
        byResource = All.ToDictionary(k => k.Resource);
        byName = known.ToDictionary(k => (k.ApiVersion, k.Name));
        shared = known.Where(k => k.Shared).ToDictionary(k => k.Name, StringComparer.Ordinal);
    }

    /// <summary>The same kinds and further ones; of two with the same name the one that was there first stays.</summary>
    public KindCatalogue With(IEnumerable<Kind> further)
    {
        var added = further.Where(k => !byName.ContainsKey((k.ApiVersion, k.Name)) && !byResource.ContainsKey(k.Resource)).ToList();
        return added.Count == 0 ? this : new KindCatalogue([.. Known, .. added], types);
    }

    /// <summary>The kinds that come with the server.</summary>
    public static KindCatalogue BuiltIn { get; } = Load();

    /// <summary>The kinds that are offered under a URL.</summary>
    public ImmutableArray<Kind> All { get; }

    /// <summary>All kinds with a schema, those included that are bodies only; old versions are found by name alone.</summary>
    public ImmutableArray<Kind> Known { get; }

    /// <summary>The kind offered as that resource.</summary>
    public Kind? Find(ResourceName resource) => byResource.GetValueOrDefault(resource);

    /// <summary>The kind of a body, whether or not it is offered under a URL.</summary>
    public Kind? FindKind(string apiVersion, string kind) =>
        byName.GetValueOrDefault((apiVersion, kind)) ?? shared.GetValueOrDefault(kind) ?? FindUnserved(apiVersion, kind);

    /// <summary>An object type by its name in the catalogue, for example <c>core.PodSpec</c>.</summary>
    public ObjectType? FindType(string name) => types.GetValueOrDefault(name);
}
