using System.Collections.Immutable;
using Timonier.Documents;

namespace Timonier.Kinds.Custom;

/// <summary>The kinds that a CustomResourceDefinition defines.</summary>
public static class CustomKinds
{
    private static readonly ImmutableArray<string> Verbs = ["delete", "deletecollection", "get", "list", "patch", "create", "update", "watch"];
    private static readonly ImmutableArray<string> PartVerbs = ["get", "patch", "update"];

    /// <summary>One for each version, under the names that the definition was granted; those that are not served are known for what is stored in them.</summary>
    public static ImmutableArray<Kind> Of(Document definition)
    {
        var kinds = ImmutableArray.CreateBuilder<Kind>();
        foreach (var version in definition.Spec["versions"u8].Items) kinds.Add(KindOf(definition, version));
        return kinds.ToImmutable();
    }

    private static Kind KindOf(Document definition, Node version)
    {
        var (spec, names) = (definition.Spec, definition.Status["acceptedNames"u8]);
        var (group, name, kind) = (spec["group"u8].AsString(), version["name"u8].AsString(), names["kind"u8].AsString());
        var (subresources, status) = (Subresources(version["subresources"u8], group, name, kind), version["subresources"u8]["status"u8].Exists);
        var scale = version["subresources"u8]["scale"u8];
        return new Kind
        {
            Group = group,
            Version = name,
            Name = kind,
            Plural = names["plural"u8].AsString(),
            Singular = names["singular"u8].AsString(),
            ListName = names["listKind"u8].AsString(),
            Schema = SchemaOf(group, name, kind),
            Custom = new CustomShape(definition, version),
            Namespaced = spec["scope"u8].TextEquals("Namespaced"u8),
            Served = version["served"u8].AsBool(),
            StorageVersion = $"{group}/{StorageOf(spec)}",
            ShortNames = Texts(names["shortNames"u8]),
            Categories = Texts(names["categories"u8]),
            Verbs = Verbs,
            Subresources = subresources,
            Scale = scale.Exists
                ? new ScalePaths(Path(scale["specReplicasPath"u8]), Path(scale["statusReplicasPath"u8]), Path(scale["labelSelectorPath"u8]))
                : ScalePaths.BuiltIn,
            SelectableFields = Paths(version["selectableFields"u8]),
            Deprecation = Deprecation(version, $"{group}/{name} {kind}"),
            Writes = new WriteRules
            {
                Generation = status ? GenerationRule.Content : GenerationRule.ContentAndStatus,
                Versioned = true,
                StatusAlone = true,
            },
        };
    }

    private static string StorageOf(Node spec)
    {
        foreach (var version in spec["versions"u8].Items)
            if (version["storage"u8].AsBool()) return version["name"u8].AsString();
        return "";
    }

    private static ImmutableArray<Subresource> Subresources(Node said, string group, string version, string kind)
    {
        var found = ImmutableArray.CreateBuilder<Subresource>();
        if (said["status"u8].Exists) found.Add(new Subresource("status", PartVerbs, group, version, kind));
        if (said["scale"u8].Exists) found.Add(new Subresource("scale", PartVerbs, "autoscaling", "v1", "Scale"));
        return found.ToImmutable();
    }

    // The fields that every object has; what else there is stands in the shape.
    private static ObjectType SchemaOf(string group, string version, string kind)
    {
        var metadata = new Field("metadata", 0, new FieldType(FieldShape.Object) { Object = CustomShape.MetadataType });
        var reversed = string.Join('.', group.Split('.').Reverse());
        return new ObjectType(group, kind, $"{reversed}.{version}.{kind}", atomic: false, choice: false, () => new ObjectType.Content("", [.. KindCatalogue.TypeMeta, metadata]));
    }

    private static string? Deprecation(Node version, string kind) => !version["deprecated"u8].AsBool() ? null
        : version["deprecationWarning"u8].AsStringOrNull() ?? $"{kind} is deprecated";

    private static string Path(Node path) => path.AsString().TrimStart('.');

    private static ImmutableArray<string> Paths(Node fields)
    {
        var found = ImmutableArray.CreateBuilder<string>();
        foreach (var field in fields.Items) found.Add(Path(field["jsonPath"u8]));
        return found.ToImmutable();
    }

    private static ImmutableArray<string> Texts(Node texts)
    {
        var found = ImmutableArray.CreateBuilder<string>();
        foreach (var text in texts.Items) found.Add(text.AsString());
        return found.ToImmutable();
    }
}
