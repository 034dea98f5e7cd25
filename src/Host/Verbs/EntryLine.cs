using System.Text.Json;
using Timonier.Contracts.Store;

namespace Timonier.Host.Verbs;

/// <summary>An entry as one line of JSON: the value as it is where it is JSON itself, else as Base64.</summary>
internal static class EntryLine
{
    public static ReadOnlyMemory<byte> Of(StoreEntry entry)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("key", entry.Key);
            json.WriteNumber("revision", entry.Revision);
            json.WriteNumber("createRevision", entry.CreateRevision);
            if (IsJson(entry.Value.Span))
            {
                json.WritePropertyName("value");
                json.WriteRawValue(entry.Value.Span, skipInputValidation: true);
            }
            else
            {
                json.WriteBase64String("bytes", entry.Value.Span);
            }

            json.WriteEndObject();
        }

        buffer.WriteByte((byte)'\n');
        return buffer.ToArray();
    }

    private static bool IsJson(ReadOnlySpan<byte> value)
    {
        var reader = new Utf8JsonReader(value);
        try
        {
            while (reader.Read())
            {
            }

            return value.Length > 0;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
