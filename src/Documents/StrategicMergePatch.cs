namespace Timonier.Documents;

/// <summary>
/// Strategic merge patch: a merge patch that knows which lists are merged by key, with directives
/// (<c>$patch</c>, <c>$retainKeys</c>, <c>$deleteFromPrimitiveList/x</c>, <c>$setElementOrder/x</c>).
/// </summary>
public static partial class StrategicMergePatch
{
    private const string Directive = "$patch";
    private const string RetainKeys = "$retainKeys";
    private const string DeleteItems = "$deleteFromPrimitiveList/";
    private const string Order = "$setElementOrder/";

    /// <summary>The patched object; neither argument is changed.</summary>
    /// <exception cref="PatchException">The patch is malformed or does not fit.</exception>
    public static DraftObject Apply(DraftObject target, Draft patch, IPatchSchema? schema) =>
        patch is DraftObject members
            ? Merge(target.CloneObject(), members, schema)
            : throw new PatchException("error decoding patch: the patch must be a JSON object");

    private static DraftObject Merge(DraftObject target, DraftObject patch, IPatchSchema? schema)
    {
        switch (DirectiveOf(patch))
        {
            case "replace":
                return Cleaned(patch);
            case "delete":
                return [];
        }
        Retain(target, patch);

        var before = OrderedLists(target, patch);
        foreach (var (name, value) in patch)
        {
            if (name is Directive or RetainKeys) continue;
            if (name.StartsWith(DeleteItems, StringComparison.Ordinal))
            {
                if (patch.Has(name[DeleteItems.Length..])) continue;
                DeleteFrom(target, name[DeleteItems.Length..], value);
            }
            else if (name.StartsWith(Order, StringComparison.Ordinal))
            {
                // Ordering comes last, when every item is in its place; see below.
            }
            else if (value.Kind == NodeKind.Null) target.Remove(name);
            else Member(target, patch, name, value, schema?.Field(name));
        }
        foreach (var (name, (order, old)) in before)
            if (target[name] is DraftArray list) target[name] = Sorted(list, order, old, schema?.Field(name)?.MergeKey ?? "");
        return target;
    }

    /// <summary>The lists whose order the patch says, with their items as they stand.</summary>
    private static Dictionary<string, (DraftArray Order, Draft[] Items)> OrderedLists(DraftObject target, DraftObject patch)
    {
        var lists = new Dictionary<string, (DraftArray, Draft[])>();
        foreach (var (name, value) in patch)
        {
            if (!name.StartsWith(Order, StringComparison.Ordinal)) continue;
            var list = name[Order.Length..];
            lists[list] = (value as DraftArray ?? throw new PatchException($"bad patch: {name} must be a list"), target[list] is DraftArray items ? [.. items] : []);
        }
        return lists;
    }

    private static void Member(DraftObject target, DraftObject patch, string name, Draft value, IPatchSchema? field)
    {
        switch (value)
        {
            case DraftObject members:
                // "$patch: delete" removes the member itself, not only what is in it.
                if (DirectiveOf(members) == "delete") target.Remove(name);
                else target[name] = Merge(target[name] as DraftObject ?? [], members, field);
                break;
            case DraftArray items when field is { Merges: true }:
                if (patch[DeleteItems + name] is { } deleted) DeleteFrom(target, name, deleted);
                target[name] = MergeList(target[name] as DraftArray ?? [], items, field);
                break;
            case DraftArray items:
                target[name] = new DraftArray(items.Where(i => !IsReplaceMark(i)).Select(i => i is DraftObject o ? Cleaned(o) : i.Clone()));
                break;
            default:
                target[name] = value.Clone();
                break;
        }
    }

    private static void Retain(DraftObject target, DraftObject patch)
    {
        if (patch[RetainKeys] is not { } kept) return;
        if (kept is not DraftArray names) throw new PatchException("bad patch: $retainKeys must be a list of strings");
        var retained = names.Select(n => n.AsString()).ToHashSet(StringComparer.Ordinal);
        foreach (var (name, value) in patch)
        {
            if (name is not (Directive or RetainKeys) && value.Kind != NodeKind.Null && !name.StartsWith('$') && !retained.Contains(name))
                throw new PatchException($"bad patch: $retainKeys does not list {Kernel.GoText.Quote(name)}, which the patch sets");
        }
        foreach (var name in target.Names.Where(n => !retained.Contains(n)).ToArray()) target.Remove(name);
    }

    private static string DirectiveOf(DraftObject patch)
    {
        if (!patch.TryGet(Directive, out var value)) return "";
        var word = value.AsString();
        return word is "replace" or "delete" or "merge" ? word : throw new PatchException($"Unknown patch type: {Kernel.GoText.Quote(word)}");
    }

    /// <summary>A copy without nulls and directives, for what had nothing to merge with.</summary>
    private static DraftObject Cleaned(DraftObject patch)
    {
        var clean = new DraftObject();
        foreach (var (name, value) in patch)
        {
            if (name.StartsWith("$patch", StringComparison.Ordinal) || name == RetainKeys || value.Kind == NodeKind.Null
                || name.StartsWith(DeleteItems, StringComparison.Ordinal) || name.StartsWith(Order, StringComparison.Ordinal)) continue;
            clean[name] = value is DraftObject members ? Cleaned(members) : value.Clone();
        }
        return clean;
    }
}
