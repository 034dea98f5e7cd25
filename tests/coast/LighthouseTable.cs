using System.Text.Json.Nodes;

namespace Timonier.Coast;

/// <summary>Lighthouses as kubectl shows them: in columns that this server chooses.</summary>
public static class LighthouseTable
{
    public static JsonObject Of(IEnumerable<JsonObject> items, string revision, bool withColumns = true) => new()
    {
        ["kind"] = "Table",
        ["apiVersion"] = "meta.k8s.io/v1",
        ["metadata"] = new JsonObject { ["resourceVersion"] = revision },
        ["columnDefinitions"] = withColumns ? new JsonArray(Column("Name", "string", "name"), Column("Height", "integer", ""), Column("Colour", "string", "")) : null,
        ["rows"] = new JsonArray([.. items.Select(Row)]),
    };

    private static JsonObject Column(string name, string type, string format) => new() { ["name"] = name, ["type"] = type, ["format"] = format, ["description"] = name, ["priority"] = 0 };

    private static JsonObject Row(JsonObject item) => new()
    {
        ["cells"] = new JsonArray(item["metadata"]!["name"]!.DeepClone(), item["spec"]?["height"]?.DeepClone(), item["spec"]?["colour"]?.DeepClone()),
        ["object"] = new JsonObject { ["kind"] = "PartialObjectMetadata", ["apiVersion"] = "meta.k8s.io/v1", ["metadata"] = item["metadata"]!.DeepClone() },
    };
}
