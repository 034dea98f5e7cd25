using System.Collections.Frozen;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Kinds;

/// <summary>
/// What no object may break, in upstream's words. It is asked after defaulting, so a field with a default is checked
/// only for what it says. The table leads from a kind to its rule; each area of the API has a folder with its list of
/// kinds. Files here hold what the areas share: metadata, selectors, pods and their parts.
/// </summary>
public static partial class Validation
{
    /// <summary>The rules of every kind that has some; a kind is a line in its area's list.</summary>
    private static readonly FrozenDictionary<(string Group, string Kind), KindRules> Table = ((KindRules[])
    [
        .. CoreRules.Kinds,
        .. AppsRules.Kinds,
        .. BatchRules.Kinds,
        .. EndpointRules.Kinds,
        .. EventRules.Kinds,
        .. LeaseRules.Kinds,
        .. AccessRules.Kinds,
        .. StorageRules.Kinds,
        .. CertificateRules.Kinds,
        .. AdmissionRules.Kinds,
        .. FlowRules.Kinds,
        .. ExtensionRules.Kinds,
        .. DeviceRules.Kinds,
        .. AutoscalerRules.Kinds,
        .. DisruptionRules.Kinds,
        .. NetworkingRules.Kinds,
        .. PriorityRules.Kinds,
        .. RuntimeClassRules.Kinds,
    ]).ToFrozenDictionary(r => (r.Group, r.Kind));

    /// <summary>The same for a kind wherever it comes from.</summary>
    public static IReadOnlyList<StatusCause> Validate(Kind kind, Document now, Document? old, string subresource) =>
        kind.Custom is { } custom ? custom.Validate(kind, now, old) : Validate(kind.Group, kind.Name, now, old, subresource);

    /// <param name="group">The API group, empty for the core.</param>
    /// <param name="kind">The kind's name.</param>
    /// <param name="now">The object as it would be stored.</param>
    /// <param name="old">The object as it stands; null for a creation.</param>
    /// <param name="subresource">The part that is written; empty for the object itself.</param>
    public static IReadOnlyList<StatusCause> Validate(string group, string kind, Document now, Document? old, string subresource)
    {
        var found = new List<StatusCause>();
        var root = new Place(found, "", now.Root, old?.Root ?? default, old is not null);
        var rules = Table.GetValueOrDefault((group, kind)) ?? new KindRules(group, kind);
        var known = KindCatalogue.BuiltIn.All.FirstOrDefault(k => k.Group == group && k.Name == kind);
        Metadata(root["metadata"], rules, known?.Namespaced, now, old);
        (subresource.Length == 0 ? rules.Object : rules.Parts.GetValueOrDefault(subresource))?.Invoke(root);
        return found;
    }
}
