namespace Timonier.Kinds.Custom.Definitions;

/// <summary>The fields by which lists may be narrowed: few, simple, and known to the schema.</summary>
internal static class SelectableRules
{
    private const int Most = 8;

    public static void Check(Place fields, Place schema)
    {
        fields.AtMostItems(Most);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var field in fields.Items)
        {
            var path = field["jsonPath"];
            if (path.Text.Length == 0)
            {
                path.Required();
                continue;
            }
            if (!VersionRules.Simple(path)) continue;
            if (JsonPath.Parse(path.Text).Path?.Names is not { } names)
            {
                path.Invalid("is an invalid path: only fields of objects may be selected");
                continue;
            }
            Target(path, [.. names], schema);
            if (!seen.Add(path.Text)) path.Duplicate();
        }
    }

    private static void Target(Place path, string[] names, Place schema)
    {
        if (names[0] == "metadata")
        {
            path.Invalid("must not point to fields in metadata");
            return;
        }
        foreach (var name in names) schema = schema["properties"].Key(name);
        if (!schema.Exists) path.Invalid("is an invalid path: does not refer to a valid field");
        else if (schema["type"].Text is not ("string" or "boolean" or "integer"))
            path.Invalid("must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.");
    }
}
