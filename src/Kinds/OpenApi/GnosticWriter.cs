using System.Text.Json;
using Timonier.Kinds.Protobuf;

namespace Timonier.Kinds.OpenApi;

/// <summary>Turns a document from JSON into its protobuf form.</summary>
/// <param name="lenient">What has no place in that form is left out; otherwise it is an error.</param>
internal sealed class GnosticWriter(bool lenient)
{
    public void Write(JsonElement document, GnosticMessage message, Stream output)
    {
        using var writer = new WireWriter();
        Body(writer, message, document);
        output.Write(writer.Written);
    }

    private void Body(WireWriter writer, GnosticMessage message, JsonElement value)
    {
        if (message.Choices.Count > 0) Put(writer, message, message.Choices.First(c => Fits(c.When, value)), value);
        else if (message.Whole is { } whole) Put(writer, message, whole, value);
        else
        {
            foreach (var member in value.EnumerateObject()) Member(writer, message, member);
        }
    }

    private void Member(WireWriter writer, GnosticMessage message, JsonProperty member)
    {
        if (message.Named.TryGetValue(member.Name, out var named))
        {
            Put(writer, message, named, member.Value);
            return;
        }
        // A map of names may hold one that begins with x-, as the fields of custom resources' schemas do.
        var field = (member.Name.StartsWith("x-", StringComparison.Ordinal) ? message.Extensions : null) ?? message.Others;
        if (field is null)
        {
            if (lenient) return;
            throw new FormatException($"no place in protobuf for {member.Name}");
        }
        var pair = writer.Open(field.Number);
        writer.Text(1, member.Name);
        Single(writer, message, field with { Number = 2 }, member.Value);
        writer.Close(pair);
    }

    private void Put(WireWriter writer, GnosticMessage message, GnosticField field, JsonElement value)
    {
        if (field.Repeated && value.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in value.EnumerateArray()) Single(writer, message, field, item);
        }
        else
        {
            Single(writer, message, field, value);
        }
    }

    private void Single(WireWriter writer, GnosticMessage message, GnosticField field, JsonElement value)
    {
        switch (field.Type)
        {
            // A default may be anything; in all other places something else than a text is a mistake of the document.
            case "text" when lenient && message.Choices.Count == 0 && value.ValueKind is JsonValueKind.Object or JsonValueKind.Array:
                throw new FormatException("a text is expected");
            case "text":
                writer.Text(field.Number, value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText());
                break;
            case "bool":
                writer.Number(field.Number, value.GetBoolean() ? 1 : 0);
                break;
            case "double":
                writer.Double(field.Number, value.GetDouble());
                break;
            case "any":
                // The message has the value as YAML text, and JSON is that too.
                var any = writer.Open(field.Number);
                writer.Text(2, value.GetRawText() + "\n");
                writer.Close(any);
                break;
            default:
                var inner = writer.Open(field.Number);
                Body(writer, message.Of(field), value);
                writer.Close(inner);
                break;
        }
    }

    private static bool Fits(string when, JsonElement value) => when switch
    {
        "" => true,
        "number" => value.ValueKind == JsonValueKind.Number,
        "bool" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        _ => value.ValueKind == JsonValueKind.Object && value.TryGetProperty(when, out _),
    };
}
