using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Timonier.Cel;

/// <summary>Values as JSON: what a policy's patches and applied configurations become.</summary>
public static class CelJson
{
    private const int DeepestNesting = 200;

    /// <summary>Writes the value; the fault that is returned is null unless the value has no form in JSON.</summary>
    public static string? Write(CelValue value, Utf8JsonWriter output, int depth = 0)
    {
        if (depth > DeepestNesting) return "value is nested too deeply";
        if (output.BytesCommitted + output.BytesPending > CelCostLimits.RequestBytes) return "value is larger than a request may be";
        switch (value.Kind)
        {
            case CelKind.Null: output.WriteNullValue(); return null;
            case CelKind.Bool: output.WriteBooleanValue(value.AsBool()); return null;
            case CelKind.Int: output.WriteNumberValue(value.AsInt()); return null;
            case CelKind.Uint: output.WriteNumberValue(value.AsUint()); return null;
            case CelKind.Double when double.IsFinite(value.AsDouble()): output.WriteNumberValue(value.AsDouble()); return null;
            case CelKind.String: output.WriteStringValue(value.AsString()); return null;
            case CelKind.Bytes: output.WriteBase64StringValue(value.AsBytes()); return null;
            case CelKind.Timestamp: output.WriteStringValue(CelTimes.Format(value)); return null;
            case CelKind.Duration: output.WriteStringValue(CelDurations.Format(value.Nanoseconds)); return null;
            case CelKind.List: return WriteList(value.AsList(), output, depth);
            case CelKind.Map: return WriteMap(value.AsMap(), output, depth);
            case CelKind.Error: return value.AsError().Message;
            default: return $"value of type {value.Type.Name} cannot be converted to JSON";
        }
    }

    /// <summary>The value as UTF-8 JSON, or the fault.</summary>
    public static (ReadOnlyMemory<byte> Utf8, string? Fault) ToUtf8(CelValue value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var output = new Utf8JsonWriter(buffer))
        {
            if (Write(value, output) is { } fault) return (default, fault);
        }
        return (buffer.WrittenMemory, null);
    }

    public static string ToText(CelValue value) => ToUtf8(value) is { Fault: null } made ? Encoding.UTF8.GetString(made.Utf8.Span) : "";

    private static string? WriteList(CelList list, Utf8JsonWriter output, int depth)
    {
        output.WriteStartArray();
        for (var i = 0; i < list.Count; i++)
            if (Write(list[i], output, depth + 1) is { } fault) return fault;
        output.WriteEndArray();
        return null;
    }

    private static string? WriteMap(CelMap map, Utf8JsonWriter output, int depth)
    {
        output.WriteStartObject();
        foreach (var key in map.Keys)
        {
            if (key.Kind != CelKind.String) return $"map key of type {key.Type.Name} cannot be converted to JSON";
            var name = key.AsString();
            // Objects of a schema know their fields by names in expressions; documents by their own.
            output.WritePropertyName(map is not CelMessage && map.Type.Fields?.Find(name) is { } field ? field.JsonName : name);
            if (!map.TryFind(key, out var value)) return $"no such key: {name}";
            if (Write(value, output, depth + 1) is { } fault) return fault;
        }
        output.WriteEndObject();
        return null;
    }
}
