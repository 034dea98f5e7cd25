namespace Timonier.Documents;

/// <summary>Lays what a user applied over the live object; removing what is no longer applied is not done here.</summary>
public static class ConfigMerge
{
    /// <summary>Both together, sharing parts of both; the configuration has passed <see cref="ConfigCheck"/>.</summary>
    public static DraftObject Merge(IPatchSchema? schema, DraftObject live, DraftObject config)
    {
        var merged = new DraftObject();
        foreach (var (name, value) in live) merged[name] = config[name] is { } wish ? Merge(schema?.Field(name), value, wish) : value;
        foreach (var (name, wish) in config)
            if (!live.Has(name)) merged[name] = wish;
        return merged;
    }

    private static Draft Merge(IPatchSchema? schema, Draft live, Draft wish)
    {
        if (schema is { Atomic: true }) return wish;
        switch (live, wish)
        {
            case (DraftObject old, DraftObject members) when members.Count + old.Count > 0:
                return Merge(schema, old, members);
            case (DraftArray old, DraftArray items) when ListItems.AreSeparate(schema):
                return Merge(schema!, old, items);
            // Null says nothing about what is inside an object or a list of owners.
            case (DraftObject { Count: > 0 }, { Kind: NodeKind.Null }):
                return live;
            case (DraftArray { Count: > 0 }, { Kind: NodeKind.Null }) when ListItems.AreSeparate(schema):
                return live;
            default:
                return wish;
        }
    }

    /// <summary>
    /// Shared items stand in the applied order; an item that only one side has stays where it stood between them,
    /// the live ones first.
    /// </summary>
    private static DraftArray Merge(IPatchSchema list, DraftArray live, DraftArray wish)
    {
        if (ListItems.Of(list, live) is not { } old || ListItems.Of(list, wish) is not { } wanted) return wish;
        var byStep = old.ToDictionary(i => i.Step);
        var wantedSteps = wanted.Select(i => i.Step).ToHashSet();
        var merged = new DraftArray();
        var at = 0;
        void TakeLive(FieldStep? until)
        {
            for (; at < old.Count && old[at].Step != until; at++)
            {
                if (wantedSteps.Contains(old[at].Step)) continue;
                merged.Add(old[at].Value);
                foreach (var repeat in old[at].Repeats) merged.Add(repeat);
            }
        }
        var shared = new Queue<FieldStep>(wanted.Select(i => i.Step).Where(byStep.ContainsKey));
        foreach (var item in wanted)
        {
            TakeLive(shared.Count > 0 ? shared.Peek() : null);
            var present = byStep.TryGetValue(item.Step, out var previous);
            merged.Add(present && previous.Repeats.Length == 0 ? Merge(list.Item, previous.Value, item.Value) : item.Value);
            if (!present) continue;
            shared.Dequeue();
            if (at < old.Count && old[at].Step == item.Step) at++;
        }
        TakeLive(null);
        return merged;
    }
}
