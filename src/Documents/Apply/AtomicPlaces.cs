using System.Globalization;

namespace Timonier.Documents;

/// <summary>Objects, maps and lists that are one value: who sets a part of them replaces all of it.</summary>
public static class AtomicPlaces
{
    /// <summary>The paths of those that a configuration says something of, such as <c>.spec.selector</c>.</summary>
    public static IReadOnlyList<string> In(IPatchSchema schema, DraftObject config)
    {
        var found = new List<string>();
        Look(found, "", schema, config);
        return found;
    }

    private static void Look(List<string> found, string path, IPatchSchema schema, Draft value)
    {
        if (schema.Atomic && value is (DraftObject or DraftArray)) found.Add(path);
        switch (value)
        {
            // What users name themselves is no place of the schema.
            case DraftObject members when schema.Shape == PlaceShape.Struct:
                foreach (var (name, member) in members)
                    if (schema.Field(name) is { } field) Look(found, $"{path}.{name}", field, member);
                break;
            case DraftArray items when schema.Item is { } item:
                for (var i = 0; i < items.Count; i++) Look(found, string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]"), item, items[i]);
                break;
        }
    }
}
