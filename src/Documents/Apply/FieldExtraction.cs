namespace Timonier.Documents;

/// <summary>The set of fields that an object says something about.</summary>
public static class FieldExtraction
{
    public static FieldSet Extract(IPatchSchema? schema, Draft value) => Walk(schema, value).Below;

    private static (bool Leaf, FieldSet Below) Walk(IPatchSchema? schema, Draft value)
    {
        if (schema is { Atomic: true }) return (true, FieldSet.Empty);
        switch (value)
        {
            case DraftObject members when schema is null or { Shape: PlaceShape.Struct or PlaceShape.Map or PlaceShape.Unknown }:
                return (members.Count == 0, Members(schema, members));
            case DraftArray items when ListItems.AreSeparate(schema):
                return ListItems.Of(schema!, items) is { } told ? (false, Items(schema!, told)) : (true, FieldSet.Empty);
            default:
                return (true, FieldSet.Empty);
        }
    }

    private static FieldSet Members(IPatchSchema? schema, DraftObject members)
    {
        // The fields of a type are there in any case; a member of a map is there because somebody put it there.
        var chosen = schema is not { Shape: PlaceShape.Struct };
        var level = new FieldSet.Builder();
        foreach (var (name, value) in members)
        {
            var (leaf, below) = Walk(schema?.Field(name), value);
            level.Add(FieldStep.Field(name), leaf || chosen, below);
        }
        return level.Build();
    }

    private static FieldSet Items(IPatchSchema list, List<ListItem> items)
    {
        var level = new FieldSet.Builder();
        foreach (var item in items) level.Add(item.Step, owned: true, item.Repeats.Length > 0 ? FieldSet.Empty : Walk(list.Item, item.Value).Below);
        return level.Build();
    }
}
