namespace Timonier.Documents;

public static partial class StrategicMergePatch
{
    private static DraftArray MergeObjects(DraftArray target, DraftArray patch, IPatchSchema field)
    {
        var result = patch.Any(IsReplaceMark) ? [] : target;
        foreach (var item in patch)
        {
            if (IsReplaceMark(item)) continue;
            if (item is not DraftObject members) throw new PatchException($"expected objects with {Kernel.GoText.Quote(field.MergeKey)} in a merged list");
            var key = KeyOf(members, field.MergeKey)
                ?? throw new PatchException($"map: {members} does not contain declared merge key: {field.MergeKey}");
            var at = Position(result, field.MergeKey, key);
            var directive = DirectiveOf(members);
            if (directive == "delete")
            {
                while (at >= 0)
                {
                    result.RemoveAt(at);
                    at = Position(result, field.MergeKey, key);
                }
            }
            else if (at < 0) result.Add(Merge([], members, field.Item));
            else result[at] = Merge((DraftObject)result[at], members, field.Item);
        }
        return result;
    }

    private static DraftArray MergeScalars(DraftArray target, DraftArray patch)
    {
        foreach (var item in patch)
            if (!target.Any(t => Draft.DeepEquals(t, item))) target.Add(item.Clone());
        return target;
    }

    private static void DeleteFrom(DraftObject target, string name, Draft deleted)
    {
        if (deleted is not DraftArray items) throw new PatchException($"bad patch: {DeleteItems}{name} must be a list");
        if (target[name] is DraftArray list) list.RemoveAll(item => items.Any(d => Draft.DeepEquals(d, item)));
    }

    /// <summary>
    /// Items that the order names stand in that order; an item that only the server has keeps its place
    /// behind the item it followed.
    /// </summary>
    private static void Sort(DraftObject target, string name, Draft order, IPatchSchema? field)
    {
        if (order is not DraftArray wanted) throw new PatchException($"bad patch: {Order}{name} must be a list");
        if (target[name] is not DraftArray list) return;
        var key = field?.MergeKey ?? "";
        int Rank(Draft item)
        {
            for (var i = 0; i < wanted.Count; i++)
                if (Same(wanted[i], item, key)) return i;
            return -1;
        }
        var groups = new List<(int Rank, List<Draft> Items)> { (-1, []) };
        foreach (var item in list)
        {
            var rank = Rank(item);
            if (rank < 0) groups[^1].Items.Add(item);
            else groups.Add((rank, [item]));
        }
        target[name] = new DraftArray(groups.OrderBy(g => g.Rank).SelectMany(g => g.Items));
    }

    private static bool Same(Draft wanted, Draft item, string key) =>
        key.Length == 0 || wanted is not DraftObject a || item is not DraftObject b ? Draft.DeepEquals(wanted, item) : Draft.DeepEquals(a[key], b[key]);

    private static int Position(DraftArray list, string mergeKey, Draft key)
    {
        for (var i = 0; i < list.Count; i++)
            if (list[i] is DraftObject present && Draft.DeepEquals(KeyOf(present, mergeKey), key)) return i;
        return -1;
    }

    private static Draft? KeyOf(DraftObject item, string mergeKey) => item[mergeKey] is { Kind: not NodeKind.Null } key ? key : null;

    private static bool IsReplaceMark(Draft item) => item is DraftObject mark && mark.Count == 1 && mark.String(Directive) == "replace";
}
