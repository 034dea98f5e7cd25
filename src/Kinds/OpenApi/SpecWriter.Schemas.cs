namespace Timonier.Kinds.OpenApi;

internal sealed partial class SpecWriter
{
    // Types of which one field at most may be set, and the field that says which; empty where none does.
    private static readonly Dictionary<string, string> Unions = new(StringComparer.Ordinal)
    {
        ["io.k8s.api.core.v1.AppArmorProfile"] = "type",
        ["io.k8s.api.core.v1.PodSchedulingGroup"] = "",
        ["io.k8s.api.core.v1.SeccompProfile"] = "type",
        ["io.k8s.api.flowcontrol.v1.LimitResponse"] = "type",
        ["io.k8s.api.flowcontrol.v1.PriorityLevelConfigurationSpec"] = "type",
        ["io.k8s.api.flowcontrol.v1.Subject"] = "kind",
    };

    private void Schemas(string place, SchemaSet schemas, IReadOnlyList<ForeignSpec> foreign)
    {
        json.WriteStartObject(place);
        foreach (var type in schemas.Types.Values) Type(type);
        foreach (var (name, kind) in schemas.Lists) List(name, kind);
        foreach (var name in schemas.Scalars) Scalar(name);
        Raw(foreign.Select(f => f.Definitions), [.. schemas.Types.Keys, .. schemas.Lists.Keys, .. schemas.Scalars]);
        json.WriteEndObject();
    }

    private void Type(ObjectType type)
    {
        if (kindOf.TryGetValue(type, out var owner) && owner.Custom is { } custom)
        {
            Custom(owner, custom);
            return;
        }
        json.WriteStartObject(type.SchemaName);
        Describe(type.Description);
        // What holds one of several forms is left open, as upstream does.
        if (!type.Choice) Fields(type);
        json.WriteEndObject();
        FlushIfMuch();
    }

    private void Fields(ObjectType type)
    {
        Plain("object");
        Required(type.Fields.Where(f => f.Required).Select(f => f.Name).Order(StringComparer.Ordinal).ToList());
        if (type.Fields.Length > 0)
        {
            json.WriteStartObject("properties");
            foreach (var field in type.Fields) Property(type, field);
            json.WriteEndObject();
        }
        if (kindOf.TryGetValue(type, out var kind))
        {
            json.WriteStartArray("x-kubernetes-group-version-kind");
            if (kind.Shared)
                foreach (var (group, version) in KindCatalogue.BuiltIn.All.Select(k => (k.Group, k.Version)).Distinct()) KindName(group, version, kind.Name);
            else KindName(kind.Group, kind.Version, kind.Name);
            json.WriteEndArray();
        }
        if (type.Atomic) json.WriteString("x-kubernetes-map-type", "atomic");
        if (Unions.TryGetValue(type.SchemaName, out var discriminator)) Union(type, discriminator);
    }

    private void Required(List<string> names)
    {
        if (names.Count > 0) Texts("required", names);
    }

    private void Union(ObjectType type, string discriminator)
    {
        json.WriteStartArray("x-kubernetes-unions");
        json.WriteStartObject();
        if (discriminator.Length > 0) json.WriteString("discriminator", discriminator);
        json.WriteStartObject("fields-to-discriminateBy");
        foreach (var field in type.Fields.Where(f => f.Name != discriminator)) json.WriteString(field.Name, SpecNames.Capital(field.Name));
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private void Property(ObjectType owner, Field field)
    {
        json.WriteStartObject(field.Name);
        Describe(field.Description);
        Inside(owner, field.Type, alone: false);
        if (field.Enum.Length > 0 && field.Type.Shape == FieldShape.String) Texts("enum", field.Enum);
        if (field.Default is { } text)
        {
            json.WritePropertyName("default");
            json.WriteRawValue(text);
        }
        if (field.List != ListShape.Unsaid)
            json.WriteString(field.Type.Shape == FieldShape.List ? "x-kubernetes-list-type" : "x-kubernetes-map-type", Word(field.List));
        if (field.MapKeys.Length > 0) Texts("x-kubernetes-list-map-keys", field.MapKeys);
        if (field.MergeKey.Length > 0) json.WriteString("x-kubernetes-patch-merge-key", field.MergeKey);
        if (field.Merge || field.RetainKeys)
            json.WriteString("x-kubernetes-patch-strategy", field is { Merge: true, RetainKeys: true } ? "merge,retainKeys" : field.Merge ? "merge" : "retainKeys");
        json.WriteEndObject();
    }

    private void Inside(ObjectType owner, FieldType type, bool alone)
    {
        if ((type.Object?.SchemaName ?? SpecNames.OfScalar(owner, type)) is { } schema)
        {
            // In version 3 a reference may have no neighbours.
            if (three && !alone) json.WriteStartArray("allOf");
            if (three && !alone) json.WriteStartObject();
            Reference(schema);
            if (three && !alone) json.WriteEndObject();
            if (three && !alone) json.WriteEndArray();
            return;
        }
        switch (type.Shape)
        {
            case FieldShape.Int32: Plain("integer", "int32"); break;
            case FieldShape.Int64: Plain("integer", "int64"); break;
            case FieldShape.Double: Plain("number", "double"); break;
            case FieldShape.Bytes: Plain("string", "byte"); break;
            case FieldShape.Bool: Plain("boolean"); break;
            case FieldShape.List: Holder("array", "items", owner, type.Item!); break;
            case FieldShape.Map: Holder("object", "additionalProperties", owner, type.Item!); break;
            default: Plain("string"); break;
        }
    }

    private void Holder(string type, string member, ObjectType owner, FieldType item)
    {
        Plain(type);
        json.WriteStartObject(member);
        Inside(owner, item, alone: true);
        json.WriteEndObject();
    }

    private void List(string name, Kind kind)
    {
        var metadata = new FieldType(FieldShape.Object) { Object = catalogue.FindType("meta.ListMeta")! };
        json.WriteStartObject(name);
        Describe($"A list of objects of the kind {kind.Name}.");
        Plain("object");
        Required(["items"]);
        json.WriteStartObject("properties");
        foreach (var field in kind.Schema.Fields.Where(f => f.Name is "apiVersion" or "kind")) Property(kind.Schema, field);
        var items = new FieldType(FieldShape.List) { Item = new FieldType(FieldShape.Object) { Object = kind.Schema } };
        Property(kind.Schema, new Field("items", 2, items) { Description = "The objects." });
        Property(kind.Schema, new Field("metadata", 1, metadata) { Description = "Revision and continuation of the list." });
        json.WriteEndObject();
        json.WriteStartArray("x-kubernetes-group-version-kind");
        KindName(kind.Group, kind.Version, kind.ListName);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static string Word(ListShape shape) => shape switch { ListShape.Map => "map", ListShape.Set => "set", _ => "atomic" };
}
