using System.Text.Json;

namespace Timonier.Kinds;

public static partial class OpenApi
{
    private const string Meta = "io.k8s.apimachinery.pkg.apis.meta.v1";
    private const string Quantity = "io.k8s.apimachinery.pkg.api.resource.Quantity";
    private const string IntOrString = "io.k8s.apimachinery.pkg.util.intstr.IntOrString";
    private const string Raw = "io.k8s.apimachinery.pkg.runtime.RawExtension";

    private static void Schemas(Utf8JsonWriter writer, List<Kind> kinds)
    {
        var catalogue = KindCatalogue.BuiltIn;
        var bodies = kinds.SelectMany(k => k.Subresources)
            .Select(s => catalogue.FindKind(s.Group.Length == 0 ? s.Version : $"{s.Group}/{s.Version}", s.Kind)).OfType<Kind>();
        var found = new Dictionary<string, ObjectType>(StringComparer.Ordinal);
        foreach (var type in kinds.Concat(bodies).Select(k => k.Schema)) Reach(type, found);
        foreach (var name in (string[])["meta.ListMeta", "meta.Status", "meta.DeleteOptions"]) Reach(catalogue.FindType(name)!, found);

        var kindOf = catalogue.Known.ToDictionary(k => k.Schema);
        foreach (var type in found.Values.OrderBy(t => t.SchemaName, StringComparer.Ordinal)) Schema(writer, type, kindOf.GetValueOrDefault(type));
        foreach (var kind in kinds.Where(k => k.Allows("list"))) ListSchema(writer, kind);
        WellKnown(writer);
    }

    private static void Reach(ObjectType type, Dictionary<string, ObjectType> found)
    {
        if (!found.TryAdd(type.SchemaName, type)) return;
        foreach (var field in type.Fields)
        {
            var inside = field.Type;
            while (inside.Item is { } item) inside = item;
            if (inside.Object is { } nested) Reach(nested, found);
        }
    }

    private static void Schema(Utf8JsonWriter writer, ObjectType type, Kind? kind)
    {
        writer.WriteStartObject(type.SchemaName);
        Describe(writer, type.Description);
        if (type.Choice)
        {
            // Upstream leaves open what it is.
            writer.WriteEndObject();
            return;
        }
        writer.WriteString("type", "object");
        var required = type.Fields.Where(f => f.Required).Select(f => f.Name).Order(StringComparer.Ordinal).ToList();
        if (required.Count > 0) Texts(writer, "required", required);
        if (type.Fields.Length > 0)
        {
            writer.WriteStartObject("properties");
            foreach (var field in type.Fields) Property(writer, field);
            writer.WriteEndObject();
        }
        if (kind is not null) KindName(writer, kind.Group, kind.Version, kind.Name, asList: true);
        if (type.Atomic) writer.WriteString("x-kubernetes-map-type", "atomic");
        writer.WriteEndObject();
    }

    private static void Property(Utf8JsonWriter writer, Field field)
    {
        writer.WriteStartObject(field.Name);
        Describe(writer, field.Description);
        TypeInside(writer, field.Type);
        if (field.Enum.Length > 0 && field.Type.Shape == FieldShape.String) Texts(writer, "enum", field.Enum);
        if (field.Default is { } text)
        {
            writer.WritePropertyName("default");
            writer.WriteRawValue(text);
        }
        if (field.List != ListShape.Unsaid)
            writer.WriteString(field.Type.Shape == FieldShape.List ? "x-kubernetes-list-type" : "x-kubernetes-map-type", Word(field.List));
        if (field.MapKeys.Length > 0) Texts(writer, "x-kubernetes-list-map-keys", field.MapKeys);
        if (field.MergeKey.Length > 0) writer.WriteString("x-kubernetes-patch-merge-key", field.MergeKey);
        if (field.Merge || field.RetainKeys)
            writer.WriteString("x-kubernetes-patch-strategy", field is { Merge: true, RetainKeys: true } ? "merge,retainKeys" : field.Merge ? "merge" : "retainKeys");
        writer.WriteEndObject();
    }

    private static void TypeInside(Utf8JsonWriter writer, FieldType type)
    {
        switch (type.Shape)
        {
            case FieldShape.Object or FieldShape.Choice: Reference(writer, type.Object!.SchemaName); break;
            case FieldShape.Quantity: Reference(writer, Quantity); break;
            case FieldShape.IntOrString: Reference(writer, IntOrString); break;
            case FieldShape.Time: Reference(writer, $"{Meta}.Time"); break;
            case FieldShape.MicroTime: Reference(writer, $"{Meta}.MicroTime"); break;
            case FieldShape.Duration: Reference(writer, $"{Meta}.Duration"); break;
            case FieldShape.Raw: Reference(writer, Raw); break;
            case FieldShape.Int32: Plain(writer, "integer", "int32"); break;
            case FieldShape.Int64: Plain(writer, "integer", "int64"); break;
            case FieldShape.Double: Plain(writer, "number", "double"); break;
            case FieldShape.Bytes: Plain(writer, "string", "byte"); break;
            case FieldShape.Bool: Plain(writer, "boolean", ""); break;
            case FieldShape.List: Holder(writer, "array", "items", type.Item!); break;
            case FieldShape.Map: Holder(writer, "object", "additionalProperties", type.Item!); break;
            default: Plain(writer, "string", ""); break;
        }
    }

    private static void Holder(Utf8JsonWriter writer, string type, string member, FieldType item)
    {
        writer.WriteString("type", type);
        writer.WriteStartObject(member);
        TypeInside(writer, item);
        writer.WriteEndObject();
    }

    private static void ListSchema(Utf8JsonWriter writer, Kind kind)
    {
        var type = KindCatalogue.BuiltIn.FindType("meta.ListMeta")!;
        writer.WriteStartObject($"{kind.Schema.SchemaName}List");
        Describe(writer, $"A list of objects of the kind {kind.Name}.");
        writer.WriteString("type", "object");
        Texts(writer, "required", ["items"]);
        writer.WriteStartObject("properties");
        foreach (var field in kind.Schema.Fields.Where(f => f.Name is "apiVersion" or "kind")) Property(writer, field);
        writer.WriteStartObject("items");
        Holder(writer, "array", "items", new FieldType(FieldShape.Object) { Object = kind.Schema });
        writer.WriteEndObject();
        Property(writer, new Field("metadata", 1, new FieldType(FieldShape.Object) { Object = type }) { Description = "Revision and continuation of the list." });
        writer.WriteEndObject();
        KindName(writer, kind.Group, kind.Version, kind.ListName, asList: true);
        writer.WriteEndObject();
    }

    private static void WellKnown(Utf8JsonWriter writer)
    {
        Choice(writer, Quantity, "An amount with an optional suffix, for example 100m, 1.5 or 2Gi.", "", "string", "number");
        Choice(writer, IntOrString, "A whole number, or a text such as a percentage or a port's name.", "int-or-string", "integer", "string");
        Scalar(writer, $"{Meta}.Patch", "A change to an object, in the form that the media type says.", "object", "");
        Scalar(writer, Raw, "Any object; it is kept as it is.", "object", "");
        Scalar(writer, $"{Meta}.Time", "A time in RFC 3339 form, to the second.", "string", "date-time");
        Scalar(writer, $"{Meta}.MicroTime", "A time in RFC 3339 form, to the microsecond.", "string", "date-time");
        Scalar(writer, $"{Meta}.Duration", "A span of time, for example 1m30s.", "string", "");
    }
}
