namespace Timonier.Documents;

/// <summary>How the items of a list are told apart: by their keys, or, in a set, by themselves.</summary>
internal static class ListItems
{
    /// <summary>Whether items have owners of their own, and are not parts of one value.</summary>
    public static bool AreSeparate(IPatchSchema? list) => list is { Shape: PlaceShape.List, Atomic: false, Item: not null };

    /// <summary>The step to an item; null, with the reason, for one that cannot be told apart.</summary>
    public static FieldStep? StepOf(IPatchSchema list, Draft item, out string why)
    {
        why = "";
        if (list.Keys.Count == 0)
        {
            why = item switch
            {
                DraftObject => "associative list without keys has an element that's a map type",
                DraftArray => "not supported: associative list with lists as elements",
                { Kind: NodeKind.Null } => "associative list without keys has an element that's an explicit null",
                _ => "",
            };
            return why.Length == 0 ? FieldStep.Value(item) : null;
        }
        if (item is not DraftObject members)
        {
            why = item.Kind == NodeKind.Null ? "associative list with keys may not have a null element" : "associative list with keys may not have non-map elements";
            return null;
        }
        var keys = new List<KeyValuePair<string, Draft>>(list.Keys.Count);
        foreach (var name in list.Keys)
        {
            if ((members[name] ?? list.Item?.Field(name)?.Default) is { } value) keys.Add(new(name, value));
            else
            {
                why = $"associative list with keys has an element that omits key field {Kernel.GoText.Quote(name)} (and doesn't have default value)";
                return null;
            }
        }
        return FieldStep.Key(keys);
    }

    /// <summary>The items by step, in their order, several under one step when they repeat; null when one cannot be told apart.</summary>
    public static List<ListItem>? Of(IPatchSchema list, DraftArray? items)
    {
        var found = new List<ListItem>(items?.Count ?? 0);
        if (items is null) return found;
        var seen = new Dictionary<FieldStep, int>(items.Count);
        foreach (var item in items)
        {
            if (StepOf(list, item, out _) is not { } step) return null;
            if (seen.TryGetValue(step, out var at)) found[at] = found[at] with { Repeats = [.. found[at].Repeats, item] };
            else
            {
                seen.Add(step, found.Count);
                found.Add(new ListItem(step, item, []));
            }
        }
        return found;
    }
}
