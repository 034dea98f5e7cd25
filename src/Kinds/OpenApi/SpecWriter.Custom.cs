using Timonier.Documents;
using Timonier.Kinds.Custom;

namespace Timonier.Kinds.OpenApi;

/// <summary>Schemas that definitions bring: as they are written, and in version 2 without what its readers do not understand.</summary>
internal sealed partial class SpecWriter
{
    private static readonly string[] OnlyInThree = ["nullable", "anyOf", "oneOf", "not", "allOf"];

    private void Custom(Kind kind, CustomShape shape)
    {
        json.WriteStartObject(kind.Schema.SchemaName);
        var schema = shape.Version["schema"u8]["openAPIV3Schema"u8];
        Members(schema, kind.Schema);
        json.WriteStartArray("x-kubernetes-group-version-kind");
        KindName(kind.Group, kind.Version, kind.Name);
        json.WriteEndArray();
        json.WriteEndObject();
        FlushIfMuch();
    }

    /// <param name="owner">The type whose own fields stand besides those of the schema; null for a value that is no object of the API.</param>
    private void Members(Node schema, ObjectType? owner)
    {
        var isOpen = schema["x-kubernetes-preserve-unknown-fields"u8].AsBool();
        var isUntyped = schema["nullable"u8].AsBool() || schema["x-kubernetes-int-or-string"u8].AsBool();
        foreach (var member in schema.Members)
        {
            var name = member.Name;
            if (!three && (OnlyInThree.Contains(name) || (isOpen && name is "items" or "properties") || (isUntyped && name is "type" or "properties" or "items" or "enum"))) continue;
            if (name == "properties" && owner is not null) continue;
            json.WritePropertyName(name);
            Member(name, member.Value);
        }
        if (owner is null) return;
        json.WriteStartObject("properties");
        foreach (var field in owner.Fields) Property(owner, field);
        if (three || !isOpen)
        {
            foreach (var property in schema["properties"u8].Members)
                if (owner.Find(property.Name) is null) Schema(property.Name, property.Value);
        }
        json.WriteEndObject();
    }

    private void Member(string name, Node value)
    {
        switch (name)
        {
            case "properties":
                json.WriteStartObject();
                foreach (var property in value.Members) Schema(property.Name, property.Value);
                json.WriteEndObject();
                break;
            case "items" or "additionalProperties" or "not" when value.IsObject:
                Schema(value);
                break;
            case "allOf" or "anyOf" or "oneOf":
                json.WriteStartArray();
                foreach (var part in value.Items) Schema(part);
                json.WriteEndArray();
                break;
            default:
                json.WriteRawValue(value.Raw.Span);
                break;
        }
    }

    private void Schema(string name, Node schema)
    {
        json.WritePropertyName(name);
        Schema(schema);
    }

    private void Schema(Node schema)
    {
        json.WriteStartObject();
        Members(schema, schema["x-kubernetes-embedded-resource"u8].AsBool() ? CustomKinds.Embedded : null);
        json.WriteEndObject();
        FlushIfMuch();
    }
}
