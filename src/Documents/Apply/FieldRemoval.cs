namespace Timonier.Documents;

/// <summary>Takes out of an object what an applier used to own and no longer names, unless somebody else owns it too.</summary>
internal static class FieldRemoval
{
    /// <param name="dropped">What the applier owned before.</param>
    /// <param name="owned">What anybody owns now, the applier's new configuration included.</param>
    public static DraftObject Remove(IPatchSchema? schema, DraftObject value, FieldSet dropped, FieldSet owned) =>
        Members(schema, value, dropped.WithNamedFields(schema), owned.WithNamedFields(schema)) ?? [];

    // Null: all that was in it has gone, and so does the place itself.
    private static Draft? Inside(IPatchSchema? schema, Draft value, FieldSet dropped, FieldSet owned)
    {
        if (dropped.IsEmpty || schema is { Atomic: true }) return value;
        return value switch
        {
            DraftObject members => Members(schema, members, dropped, owned),
            DraftArray items when ListItems.AreSeparate(schema) => Items(schema!, items, dropped, owned),
            _ => value,
        };
    }

    private static DraftObject? Members(IPatchSchema? schema, DraftObject members, FieldSet dropped, FieldSet owned)
    {
        var kept = new DraftObject();
        foreach (var (name, value) in members)
        {
            var step = FieldStep.Field(name);
            if (IsRemoved(step, dropped, owned)) continue;
            if (Inside(schema?.Field(name), value, dropped.Below(step), owned.Below(step)) is { } left) kept[name] = left;
        }
        return kept.Count == 0 && members.Count > 0 ? null : kept;
    }

    private static DraftArray? Items(IPatchSchema list, DraftArray items, FieldSet dropped, FieldSet owned)
    {
        var kept = new DraftArray();
        foreach (var item in items)
        {
            if (ListItems.StepOf(list, item, out _) is not { } step)
            {
                kept.Add(item);
                continue;
            }
            if (IsRemoved(step, dropped, owned)) continue;
            if (Inside(list.Item, item, dropped.Below(step), owned.Below(step)) is { } left) kept.Add(left);
        }
        return kept.Count == 0 && items.Count > 0 ? null : kept;
    }

    private static bool IsRemoved(in FieldStep step, FieldSet dropped, FieldSet owned) => dropped.Owns(step) && !owned.Owns(step);
}
