using System.Text.Json;

namespace Timonier.Kinds.OpenApi;

/// <summary>
/// Takes a <see cref="ForeignSpec"/> out of the documents of another server. It is believed about its own group version
/// only: other paths, and kinds of others in its schemas, are left out. What cannot be said in both forms of OpenAPI,
/// or grows too long, is not taken at all, so that nothing of ours breaks by it.
/// </summary>
public sealed class ForeignSpecReader(string group, string version)
{
    // A short reference may stand for a long parameter, and stand there often.
    private const int Longest = 16 * 1024 * 1024;
    private const string OfKinds = "x-kubernetes-group-version-kind";
    private const string Definition = "#/definitions/";
    private const string SharedParameter = "#/parameters/";
    private readonly string own = $"/{SpecNames.Root(group, version)}/";

    /// <summary>Either may be empty: then the server tells none, or none that is one.</summary>
    public ForeignSpec Read(ReadOnlyMemory<byte> three, ReadOnlyMemory<byte> two)
    {
        var (paths, definitions) = Usable(two, Second, out var second) ? second : ("{}"u8.ToArray(), "{}"u8.ToArray());
        return new ForeignSpec(group, version, Usable(three, Third, out var third) ? third : null, paths, definitions);
    }

    private static bool Usable<T>(ReadOnlyMemory<byte> told, Func<JsonElement, T> take, out T taken)
    {
        taken = default!;
        if (told.Length == 0) return false;
        try
        {
            using var document = JsonDocument.Parse(told);
            taken = take(document.RootElement);
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or KeyNotFoundException or ArgumentException)
        {
            return false;
        }
    }

    private OpenApiContent Third(JsonElement document)
    {
        var json = Written(writer =>
        {
            writer.WriteStartObject();
            Take(writer, document, "openapi");
            Take(writer, document, "info");
            writer.WritePropertyName("paths");
            Paths(writer, document.GetProperty("paths"), null);
            Take(writer, document, "components");
            writer.WriteEndObject();
        });
        Try(json, Gnostic.Version3);
        return OpenApiContent.Pack(output => output.Write(json));
    }

    private (byte[] Paths, byte[] Definitions) Second(JsonElement document)
    {
        var paths = Written(writer => Paths(writer, document.GetProperty("paths"), Member(document, "parameters")));
        var definitions = Written(writer =>
        {
            writer.WriteStartObject();
            foreach (var (name, schema) in Reached(paths, document.GetProperty("definitions")))
            {
                writer.WritePropertyName(name);
                Copy(writer, schema, null);
            }
            writer.WriteEndObject();
        });
        Try([.. "{\"paths\":"u8, .. paths, .. ",\"definitions\":"u8, .. definitions, .. "}"u8], Gnostic.Version2);
        return (paths, definitions);
    }

    private void Paths(Utf8JsonWriter writer, JsonElement paths, JsonElement? parameters)
    {
        writer.WriteStartObject();
        foreach (var path in paths.EnumerateObject().Where(p => p.Name.StartsWith(own, StringComparison.Ordinal)))
        {
            writer.WritePropertyName(path.Name);
            Copy(writer, path.Value, parameters);
        }
        writer.WriteEndObject();
    }

    // Shared parameters are put where they are used, since ours have names of their own; kinds of others are left out.
    private void Copy(Utf8JsonWriter writer, JsonElement value, JsonElement? parameters)
    {
        if (writer.BytesCommitted + writer.BytesPending > Longest) throw new FormatException("the document is too long");
        switch (value.ValueKind)
        {
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray()) Copy(writer, item, parameters);
                writer.WriteEndArray();
                break;
            case JsonValueKind.Object when parameters is { } shared && ReferenceOf(value, SharedParameter) is { } name:
                Copy(writer, shared.GetProperty(name), null);
                break;
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in value.EnumerateObject())
                {
                    writer.WritePropertyName(member.Name);
                    if (member.Name == OfKinds && member.Value.ValueKind == JsonValueKind.Array) OwnKinds(writer, member.Value);
                    else Copy(writer, member.Value, parameters);
                }
                writer.WriteEndObject();
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    private void OwnKinds(Utf8JsonWriter writer, JsonElement kinds)
    {
        writer.WriteStartArray();
        foreach (var kind in kinds.EnumerateArray())
            if (kind.GetProperty("group").GetString() == group && kind.GetProperty("version").GetString() == version) kind.WriteTo(writer);
        writer.WriteEndArray();
    }

    private static SortedDictionary<string, JsonElement> Reached(byte[] paths, JsonElement definitions)
    {
        var reached = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);
        using var document = JsonDocument.Parse(paths);
        var open = new Stack<JsonElement>([document.RootElement]);
        while (open.TryPop(out var value))
        {
            if (value.ValueKind == JsonValueKind.Array)
            {
                foreach (var item in value.EnumerateArray()) open.Push(item);
            }
            else if (value.ValueKind == JsonValueKind.Object)
            {
                foreach (var member in value.EnumerateObject()) open.Push(member.Value);
                if (ReferenceOf(value, Definition) is { } name && Member(definitions, name) is { } schema && reached.TryAdd(name, schema)) open.Push(schema);
            }
        }
        return reached;
    }

    private static string? ReferenceOf(JsonElement value, string to) =>
        Member(value, "$ref") is { ValueKind: JsonValueKind.String } reference && reference.GetString() is { } text && text.StartsWith(to, StringComparison.Ordinal) ? text[to.Length..] : null;

    private static JsonElement? Member(JsonElement value, string name) => value.TryGetProperty(name, out var member) ? member : null;

    private void Take(Utf8JsonWriter writer, JsonElement document, string name)
    {
        writer.WritePropertyName(name);
        Copy(writer, document.GetProperty(name), null);
    }

    private static byte[] Written(Action<Utf8JsonWriter> write)
    {
        using var output = new MemoryStream();
        using (var writer = new Utf8JsonWriter(output)) write(writer);
        return output.ToArray();
    }

    private static void Try(byte[] json, GnosticMessage form)
    {
        using var document = JsonDocument.Parse(json);
        new GnosticWriter(lenient: true).Write(document.RootElement, form, Stream.Null);
    }
}
