using System.Text.Json;

namespace Timonier.Kinds;

public static partial class OpenApi
{
    private static void Describe(Utf8JsonWriter writer, string text)
    {
        if (text.Length > 0) writer.WriteString("description", text);
    }

    // A reference may not have neighbours in OpenAPI 3.0, hence the allOf of one.
    private static void Reference(Utf8JsonWriter writer, string schema)
    {
        writer.WriteStartArray("allOf");
        writer.WriteStartObject();
        writer.WriteString("$ref", $"#/components/schemas/{schema}");
        writer.WriteEndObject();
        writer.WriteEndArray();
    }

    private static void Plain(Utf8JsonWriter writer, string type, string format)
    {
        writer.WriteString("type", type);
        if (format.Length > 0) writer.WriteString("format", format);
    }

    private static void Scalar(Utf8JsonWriter writer, string name, string description, string type, string format)
    {
        writer.WriteStartObject(name);
        Describe(writer, description);
        Plain(writer, type, format);
        writer.WriteEndObject();
    }

    private static void Choice(Utf8JsonWriter writer, string name, string description, string format, string first, string second)
    {
        writer.WriteStartObject(name);
        Describe(writer, description);
        if (format.Length > 0) writer.WriteString("format", format);
        writer.WriteStartArray("oneOf");
        foreach (var type in (string[])[first, second])
        {
            writer.WriteStartObject();
            writer.WriteString("type", type);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Texts(Utf8JsonWriter writer, string name, IEnumerable<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (var text in texts) writer.WriteStringValue(text);
        writer.WriteEndArray();
    }

    private static void KindName(Utf8JsonWriter writer, string group, string version, string kind, bool asList = false)
    {
        writer.WritePropertyName("x-kubernetes-group-version-kind");
        if (asList) writer.WriteStartArray();
        writer.WriteStartObject();
        writer.WriteString("group", group);
        writer.WriteString("kind", kind);
        writer.WriteString("version", version);
        writer.WriteEndObject();
        if (asList) writer.WriteEndArray();
    }

    private static string Word(ListShape shape) => shape switch { ListShape.Map => "map", ListShape.Set => "set", _ => "atomic" };
}
