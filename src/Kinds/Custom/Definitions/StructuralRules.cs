using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Kinds.Custom.Definitions;

/// <summary>
/// Whether a schema is structural: every field has one place that says its type, and alternatives only narrow down
/// what stands there.
/// </summary>
internal static class StructuralRules
{
    private const string Root = "at the root";
    private const string Items = "for specified array items";
    private const string Fields = "for specified object fields";

    /// <summary>The forms in which a number or a text may say its two types.</summary>
    private const string IntOrString = """[{"type":"integer"},{"type":"string"}]""";

    public static List<StatusCause> Of(Place schema)
    {
        var found = new List<StatusCause>();
        var root = schema with { Found = found };
        Invariants(root, Root);
        Complete(root, root);
        found.Sort((a, b) => string.CompareOrdinal($"{a.Field}: {a.Message}", $"{b.Field}: {b.Message}"));
        return found;
    }

    private static void Invariants(Place schema, string level)
    {
        var (type, embedded) = (schema["type"].Text, schema["x-kubernetes-embedded-resource"].Node.AsBool());
        if (type == "array" && !schema["items"].Exists) schema["items"].Required("must be specified");
        if (schema["items"].Node.IsObject) Invariants(schema["items"], Items);
        foreach (var (_, property) in schema["properties"].Entries) Invariants(property, Fields);
        var further = schema["additionalProperties"];
        if (further.Exists && level == Root) further.Forbidden("must not be used at the root");
        if (further.Node.IsObject) Invariants(further, Fields);
        Extensions(schema);
        Values(schema, IsIntOrString(schema["anyOf"]), IsIntOrString(schema["allOf"].Items.FirstOrDefault()["anyOf"]));
        Type(schema, type, embedded, level);
        Resource(schema, embedded, level);
    }

    private static void Extensions(Place schema)
    {
        if (!schema["x-kubernetes-int-or-string"].Node.AsBool()) return;
        foreach (var name in (string[])["x-kubernetes-preserve-unknown-fields", "x-kubernetes-embedded-resource"])
            if (schema[name].Node.AsBool()) schema[name].Invalid("must be false if x-kubernetes-int-or-string is true");
    }

    private static void Type(Place schema, string type, bool embedded, string level)
    {
        const string OfResource = "must be object if x-kubernetes-embedded-resource is true";
        var place = schema["type"];
        if (embedded && type.Length == 0) place.Required(OfResource);
        else if (embedded && type != "object") place.Invalid(OfResource);
        else if (type.Length == 0 && !schema["x-kubernetes-int-or-string"].Node.AsBool() && !schema["x-kubernetes-preserve-unknown-fields"].Node.AsBool()) place.Required($"must not be empty {level}");
        if (level == Root && type is not ("" or "object")) place.Invalid("must be object at the root");
    }

    private static void Resource(Place schema, bool embedded, string level)
    {
        if (embedded && schema["additionalProperties"].Exists) schema["additionalProperties"].Forbidden("must not be used if x-kubernetes-embedded-resource is set");
        var properties = schema["properties"];
        if (embedded && !schema["x-kubernetes-preserve-unknown-fields"].Node.AsBool() && properties.Count == 0)
            properties.Required("must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields");
        if (!embedded && level != Root) return;
        foreach (var name in (string[])["kind", "apiVersion"])
            if (properties.Key(name) is { Exists: true } said && said["type"].Text != "string") said["type"].Invalid(said["type"].Text, "must be string");
        if (properties.Key("metadata") is not { Exists: true } metadata) return;
        if (metadata["type"].Text != "object") metadata["type"].Invalid(metadata["type"].Text, "must be object");
        var said2 = metadata["properties"].Entries.Select(e => e.Key).ToList();
        if (level != Root) return;
        var more = false;
        foreach (var member in metadata.Node.Members) more |= member.Name is not ("type" or "properties" or "default");
        if (more || said2.Exists(n => n is not ("name" or "generateName"))) metadata.Forbidden("must not specify anything other than name and generateName, but metadata is implicitly specified");
    }

    private static bool IsIntOrString(Place anyOf) => anyOf.Exists && anyOf.Node.ToString() == IntOrString;

    private static void Values(Place schema, bool knownAny, bool knownFirst)
    {
        if (!knownAny)
            foreach (var alternative in schema["anyOf"].Items) Nested(alternative);
        var i = 0;
        foreach (var part in schema["allOf"].Items) Nested(part, knownFirst && i++ == 0);
        foreach (var alternative in schema["oneOf"].Items) Nested(alternative);
        if (schema["not"].Exists) Nested(schema["not"]);
        if (schema["pattern"].Text.Length > 0 && SchemaReader.Expression(schema["pattern"].Text) is null)
            schema["pattern"].Invalid("must be a valid regular expression, but isn't: error parsing regexp: " + schema["pattern"].Text);
    }

    private static void Nested(Place schema, bool knownAny = false)
    {
        Values(schema, knownAny, knownFirst: false);
        if (schema["items"].Exists) Nested(schema["items"]);
        foreach (var (_, property) in schema["properties"].Entries) Nested(property);
        Empty("type", "title", "description", "x-kubernetes-list-map-keys", "x-kubernetes-validations");
        Undefined("additionalProperties", "default", "externalDocs", "x-kubernetes-list-type", "x-kubernetes-map-type");
        foreach (var name in (string[])["nullable", "x-kubernetes-preserve-unknown-fields", "x-kubernetes-embedded-resource", "x-kubernetes-int-or-string"])
            if (schema[name].Node.AsBool()) schema[name].Forbidden("must be false to be structural");
        if (schema["properties"].Key("metadata") is { Exists: true } metadata) metadata.Forbidden("must not be specified in a nested context");

        void Empty(params ReadOnlySpan<string> names)
        {
            foreach (var name in names)
                if (schema[name] is { } place && (place.Text.Length > 0 || place.Count > 0)) place.Forbidden("must be empty to be structural");
        }

        void Undefined(params ReadOnlySpan<string> names)
        {
            foreach (var name in names)
                if (schema[name].Exists) schema[name].Forbidden("must be undefined to be structural");
        }
    }

    /// <summary>Whatever an alternative speaks of stands in the schema proper too.</summary>
    private static void Complete(Place schema, Place values)
    {
        foreach (var alternative in (IEnumerable<Place>)[.. values["allOf"].Items, .. values["anyOf"].Items, .. values["oneOf"].Items, .. values.Present("not")]) Covered(schema, alternative);
        if (schema.Path != values.Path) return;
        if (schema["items"].Node.IsObject) Complete(schema["items"], schema["items"]);
        foreach (var (_, property) in schema["properties"].Entries) Complete(property, property);
        if (schema["additionalProperties"].Node.IsObject) Complete(schema["additionalProperties"], schema["additionalProperties"]);
    }

    private static void Covered(Place schema, Place alternative)
    {
        Complete(schema, alternative);
        if (alternative["items"] is { Node.IsObject: true } items)
        {
            if (schema["items"].Node.IsObject) Covered(schema["items"], items);
            else schema["items"].Required($"because it is defined in {items.Path}");
        }
        foreach (var (name, property) in alternative["properties"].Entries)
        {
            if (schema["properties"].Key(name) is { Exists: true } own) Covered(own, property);
            else schema["properties"].Key(name).Required($"because it is defined in {property.Path}");
        }
    }
}
