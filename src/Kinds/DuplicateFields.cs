using System.Text.Json;
using Timonier.Documents;

namespace Timonier.Kinds;

/// <summary>
/// Finds members that an object names twice. Only the bytes still know; a <see cref="DraftObject"/> keeps
/// the last one, as Go does.
/// </summary>
public static class DuplicateFields
{
    /// <summary>The paths of the first repeated fields (<c>spec.containers[0].image</c>), each once; none for malformed JSON.</summary>
    public static IReadOnlyList<string> Find(ReadOnlySpan<byte> json)
    {
        var found = new List<string>();
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = Document.MaxDepth });
        try
        {
            if (reader.Read()) Value(ref reader, FieldPath.Root, found);
        }
        catch (JsonException)
        {
            // Whoever reads the body says what is wrong with it.
        }
        return found;
    }

    private static void Value(ref Utf8JsonReader reader, FieldPath path, List<string> found)
    {
        if (reader.TokenType == JsonTokenType.StartArray)
        {
            for (var i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
                Value(ref reader, path.Item(i), found);
            return;
        }
        if (reader.TokenType != JsonTokenType.StartObject) return;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = JsonText.Unescape(reader.ValueSpan);
            var place = path.Field(name);
            if (!seen.Add(name) && found.Count < DecodingOutcome.MostTold && place.ToString() is var words && !found.Contains(words)) found.Add(words);
            reader.Read();
            Value(ref reader, place, found);
        }
    }
}
