using System.Text.Encodings.Web;
using System.Text.Json;

namespace Timonier.Kinds.OpenApi;

/// <summary>
/// Writes a document as JSON, in the form of version 2 or 3 of OpenAPI. Both say the same; they differ in where
/// schemas stand, how parameters are typed, and where media types are named.
/// </summary>
internal sealed partial class SpecWriter(Stream output, KindCatalogue catalogue, bool three) : IDisposable
{
    private readonly Utf8JsonWriter json = new(output, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    private readonly Dictionary<ObjectType, Kind> kindOf = catalogue.Known.ToDictionary(k => k.Schema);

    public void Dispose() => json.Dispose();

    /// <param name="foreign">What other servers tell; it goes into version 2 only, where everything is one document.</param>
    public void Document(IReadOnlyList<SpecPath> paths, IReadOnlyList<ForeignSpec> foreign)
    {
        json.WriteStartObject();
        json.WriteString(three ? "openapi" : "swagger", three ? "3.0.0" : "2.0");
        json.WriteStartObject("info");
        json.WriteString("title", "Kubernetes");
        json.WriteString("version", "v1.36.0");
        json.WriteEndObject();
        json.WriteStartObject("paths");
        foreach (var path in paths) Path(path);
        if (!three) Raw(foreign.Select(f => f.Paths), []);
        json.WriteEndObject();
        var schemas = SchemaSet.Of(paths, catalogue);
        if (three)
        {
            json.WriteStartObject("components");
            Schemas("schemas", schemas, []);
            BearerToken("securitySchemes");
            json.WriteEndObject();
        }
        else
        {
            Schemas("definitions", schemas, foreign);
            json.WriteStartObject("parameters");
            foreach (var parameter in SpecParameter.AllShared)
            {
                json.WritePropertyName(parameter.Name);
                Parameter(parameter);
            }
            json.WriteEndObject();
            BearerToken("securityDefinitions");
            json.WriteStartArray("security");
            json.WriteStartObject();
            Texts("BearerToken", []);
            json.WriteEndObject();
            json.WriteEndArray();
        }
        json.WriteEndObject();
    }

    // Of several with one name the first counts, and ours before all.
    private void Raw(IEnumerable<ReadOnlyMemory<byte>> objects, HashSet<string> said)
    {
        foreach (var bytes in objects)
        {
            using var document = JsonDocument.Parse(bytes);
            foreach (var member in document.RootElement.EnumerateObject().Where(m => said.Add(m.Name))) member.WriteTo(json);
            FlushIfMuch();
        }
    }

    private void BearerToken(string place)
    {
        json.WriteStartObject(place);
        json.WriteStartObject("BearerToken");
        json.WriteString("type", "apiKey");
        json.WriteString("description", "A bearer token.");
        json.WriteString("name", "authorization");
        json.WriteString("in", "header");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void Describe(string text)
    {
        if (text.Length > 0) json.WriteString("description", text);
    }

    private void Plain(string type, string format = "")
    {
        json.WriteString("type", type);
        if (format.Length > 0) json.WriteString("format", format);
    }

    private void Texts(string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }

    private void Reference(string schema) => json.WriteString("$ref", (three ? "#/components/schemas/" : "#/definitions/") + schema);

    private void KindName(string group, string version, string kind)
    {
        json.WriteStartObject();
        json.WriteString("group", group);
        json.WriteString("kind", kind);
        json.WriteString("version", version);
        json.WriteEndObject();
    }

    // What is written goes on its way in pieces, so that no document is ever held whole.
    private void FlushIfMuch()
    {
        if (json.BytesPending > 32 * 1024) json.Flush();
    }
}
