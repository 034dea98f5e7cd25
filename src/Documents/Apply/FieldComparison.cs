namespace Timonier.Documents;

/// <summary>Finds the fields in which two versions of an object differ, as finely as fields have owners.</summary>
public static class FieldComparison
{
    public static FieldChanges Compare(IPatchSchema? schema, DraftObject before, DraftObject after)
    {
        var level = new Level();
        Members(level, schema, before, after);
        return level.Build();
    }

    private static void Compare(Level parent, in FieldStep step, IPatchSchema? schema, Draft? before, Draft? after)
    {
        if (Draft.AreOnePlace(before, after)) return;
        if (schema is null or { Shape: PlaceShape.Unknown, Atomic: false } && before is not null && after is not null && Sort(before) != Sort(after))
        {
            Reshaped(parent, step, before, after);
            return;
        }
        var level = Descend(schema, before, after);
        if (level is null)
        {
            if (!Draft.DeepEquals(before, after)) parent.Add(step, before is null, before is not null && after is not null, after is null, FieldChanges.None);
            return;
        }
        parent.Add(step, before is null, modified: false, after is null, level.Build());
    }

    /// <summary>The differences within; null where the place is compared as one value.</summary>
    private static Level? Descend(IPatchSchema? schema, Draft? before, Draft? after)
    {
        if (schema is { Atomic: true }) return null;
        var level = new Level();
        switch (schema?.Shape ?? PlaceShape.Unknown)
        {
            case PlaceShape.List:
                var (old, now) = (before as DraftArray, after as DraftArray);
                // Two empty lists differ when one of them is null or not there, and then as a whole.
                if ((old?.Count ?? 0) + (now?.Count ?? 0) == 0 || !ListItems.AreSeparate(schema)) return null;
                if (ListItems.Of(schema!, old) is not { } oldItems || ListItems.Of(schema!, now) is not { } newItems) return null;
                Items(level, schema!, oldItems, newItems);
                return level;
            case PlaceShape.Struct or PlaceShape.Map or PlaceShape.Unknown:
                var (left, right) = (before as DraftObject, after as DraftObject);
                if ((left?.Count ?? 0) + (right?.Count ?? 0) == 0) return null;
                Members(level, schema, left, right);
                return level;
            default:
                return null;
        }
    }

    private static void Members(Level level, IPatchSchema? schema, DraftObject? before, DraftObject? after)
    {
        if (before is not null)
            foreach (var (name, value) in before)
                Compare(level, FieldStep.Field(name), schema?.Field(name), value, after?[name]);
        if (after is null) return;
        foreach (var (name, value) in after)
            if (before is null || !before.Has(name)) Compare(level, FieldStep.Field(name), schema?.Field(name), null, value);
    }

    private static void Items(Level level, IPatchSchema list, List<ListItem> before, List<ListItem> after)
    {
        var old = before.ToDictionary(i => i.Step);
        foreach (var item in after)
        {
            if (!old.Remove(item.Step, out var previous)) Item(level, list, item.Step, null, item);
            else if (!item.SameAs(previous)) Item(level, list, item.Step, previous, item);
        }
        foreach (var (step, gone) in old) Item(level, list, step, gone, null);
    }

    // Items that share their keys cannot be told apart, so they are compared together.
    private static void Item(Level level, IPatchSchema list, in FieldStep step, ListItem? before, ListItem? after)
    {
        if (before is { Repeats.Length: > 0 } || after is { Repeats.Length: > 0 })
            level.Add(step, before is null, before is not null && after is not null, after is null, FieldChanges.None);
        else Compare(level, step, list.Item, before?.Value, after?.Value);
    }

    // Without a schema the value tells what it is; where that changes, the old parts go and new ones come.
    private static void Reshaped(Level parent, in FieldStep step, Draft before, Draft after)
    {
        var level = new Level();
        Members(level, null, before as DraftObject, after as DraftObject);
        parent.Add(step, added: false, modified: true, removed: false, level.Build());
    }

    private static NodeKind Sort(Draft value) => value.Kind is NodeKind.Object or NodeKind.Array ? value.Kind : NodeKind.String;

    private sealed class Level
    {
        private readonly FieldSet.Builder added = new(), modified = new(), removed = new();

        public void Add(in FieldStep step, bool added, bool modified, bool removed, FieldChanges below)
        {
            this.added.Add(step, added, below.Added);
            this.modified.Add(step, modified, below.Modified);
            this.removed.Add(step, removed, below.Removed);
        }

        public FieldChanges Build()
        {
            var (a, m, r) = (added.Build(), modified.Build(), removed.Build());
            return a.IsEmpty && m.IsEmpty && r.IsEmpty ? FieldChanges.None : new FieldChanges(a, m, r);
        }
    }
}
