using System.Collections.Frozen;
using Timonier.Documents;

namespace Timonier.Kinds.Custom;

/// <summary>
/// Reads the schema of a definition. What is not structural is left out: the rules of definitions have refused it, or
/// it stands in an object that is older than they are.
/// </summary>
internal static class SchemaReader
{
    private static readonly string[] LimitNames =
    [
        "maximum", "minimum", "multipleOf", "maxLength", "minLength", "maxItems", "minItems", "maxProperties", "minProperties",
        "pattern", "required", "enum", "allOf", "anyOf", "oneOf", "not",
    ];

    public static SchemaNode Read(Node schema)
    {
        var properties = new Dictionary<string, SchemaNode>(StringComparer.Ordinal);
        foreach (var member in schema["properties"u8].Members) properties[member.Name] = Read(member.Value);
        var further = schema["additionalProperties"u8];
        var items = schema["items"u8].IsObject ? Read(schema["items"u8]) : null;
        var additional = further.IsObject ? Read(further) : null;
        var standard = schema["default"u8];
        return new SchemaNode
        {
            Type = Known(schema["type"u8].AsString()),
            Format = schema["format"u8].AsString(),
            Nullable = schema["nullable"u8].AsBool(),
            KeepsUnknown = schema["x-kubernetes-preserve-unknown-fields"u8].AsBool(),
            Embedded = schema["x-kubernetes-embedded-resource"u8].AsBool(),
            IntOrString = schema["x-kubernetes-int-or-string"u8].AsBool(),
            List = schema["x-kubernetes-list-type"u8].AsString() switch { "map" => ListShape.Map, "set" => ListShape.Set, "atomic" => ListShape.Atomic, _ => ListShape.Unsaid },
            AtomicMap = schema["x-kubernetes-map-type"u8].TextEquals("atomic"u8),
            ListKeys = [.. Texts(schema["x-kubernetes-list-map-keys"u8])],
            Properties = properties.ToFrozenDictionary(StringComparer.Ordinal),
            Items = items,
            Additional = additional,
            AllowsAdditional = additional is not null || further.AsBool(),
            Default = standard.Exists ? Draft.From(standard) : null,
            Limits = LimitNames.Any(name => schema[name].Exists) ? Limits(schema) : null,
            HasRules = schema["x-kubernetes-validations"u8].Count > 0 || items is { HasRules: true } || additional is { HasRules: true } || properties.Values.Any(p => p.HasRules),
            HasDefaults = standard.Exists || items is { HasDefaults: true } || additional is { HasDefaults: true } || properties.Values.Any(p => p.HasDefaults),
        };
    }

    private static SchemaLimits Limits(Node schema) => new()
    {
        Maximum = Number(schema["maximum"u8]),
        Minimum = Number(schema["minimum"u8]),
        ExclusiveMaximum = schema["exclusiveMaximum"u8].AsBool(),
        ExclusiveMinimum = schema["exclusiveMinimum"u8].AsBool(),
        MultipleOf = Number(schema["multipleOf"u8]),
        MaxLength = schema["maxLength"u8].AsInt64OrNull(),
        MinLength = schema["minLength"u8].AsInt64OrNull(),
        MaxItems = schema["maxItems"u8].AsInt64OrNull(),
        MinItems = schema["minItems"u8].AsInt64OrNull(),
        MaxProperties = schema["maxProperties"u8].AsInt64OrNull(),
        MinProperties = schema["minProperties"u8].AsInt64OrNull(),
        Pattern = schema["pattern"u8].AsString(),
        Required = [.. Texts(schema["required"u8])],
        Enum = [.. Nodes(schema["enum"u8]).Select(Draft.From)],
        AllOf = [.. Nodes(schema["allOf"u8]).Select(Read)],
        AnyOf = [.. Nodes(schema["anyOf"u8]).Select(Read)],
        OneOf = [.. Nodes(schema["oneOf"u8]).Select(Read)],
        Not = schema["not"u8].IsObject ? Read(schema["not"u8]) : null,
    };

    // One text for each type, whoever says it: large schemas name few types many times.
    private static string Known(string type) => type switch
    {
        "object" => "object",
        "array" => "array",
        "string" => "string",
        "integer" => "integer",
        "number" => "number",
        "boolean" => "boolean",
        _ => type,
    };

    private static double? Number(Node number) => number.Kind == NodeKind.Number ? number.AsDouble() : null;

    private static List<string> Texts(Node texts) => [.. Nodes(texts).Select(n => n.AsString())];

    private static List<Node> Nodes(Node array)
    {
        var nodes = new List<Node>();
        foreach (var item in array.Items) nodes.Add(item);
        return nodes;
    }
}
