using System.Globalization;
using System.Text.Json;

namespace Timonier.Robustness.Tests;

/// <summary>A ConfigMap as a client came to know it.</summary>
/// <param name="Revision">0 where the client was not told, as for a deletion.</param>
/// <param name="Value">Null when it is gone.</param>
internal sealed record SeenChange(string Name, string? Value, long Revision)
{
    public static SeenChange OfObject(JsonElement map)
    {
        var metadata = map.GetProperty("metadata");
        var value = map.TryGetProperty("data", out var data) && data.TryGetProperty("v", out var text) ? text.GetString()! : "";
        return new SeenChange(metadata.GetProperty("name").GetString()!, value, RevisionOf(metadata));
    }

    public static SeenChange OfEvent(JsonElement line)
    {
        var type = line.GetProperty("type").GetString();
        type.ShouldBeOneOf("ADDED", "MODIFIED", "DELETED");
        var seen = OfObject(line.GetProperty("object"));
        return type == "DELETED" ? seen with { Value = null } : seen;
    }

    public static long RevisionOf(JsonElement metadata) =>
        long.Parse(metadata.GetProperty("resourceVersion").GetString()!, CultureInfo.InvariantCulture);
}
