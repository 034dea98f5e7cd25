namespace Timonier.Documents;

public static partial class StrategicMergePatch
{
    private static DraftArray MergeList(DraftArray target, DraftArray patch, IPatchSchema field)
    {
        Draft[] before = [.. target];
        var merged = field.MergeKey.Length > 0 ? MergeObjects(target, patch, field) : MergeScalars(target, patch);
        return Sorted(merged, patch, before, field.MergeKey);
    }

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
    /// Items that the order names stand in that order, the others in the order they had. Where the two meet, the
    /// item that stood first before goes first, and one that is new goes before one that is not named.
    /// </summary>
    private static DraftArray Sorted(DraftArray merged, DraftArray order, IReadOnlyList<Draft> before, string key)
    {
        int Rank(IEnumerable<Draft> list, Draft item) => list.TakeWhile(other => !Same(other, item, key)).Count();
        bool IsNamed(Draft item) => Rank(order, item) < order.Count;
        var named = new Queue<Draft>(merged.Where(IsNamed).OrderBy(item => Rank(order, item)));
        var others = new Queue<Draft>(merged.Where(item => !IsNamed(item)).OrderBy(item => Rank(before, item)));
        var sorted = new DraftArray();
        while (named.Count > 0 && others.Count > 0)
        {
            var place = Rank(before, named.Peek());
            sorted.Add(place == before.Count || place < Rank(before, others.Peek()) ? named.Dequeue() : others.Dequeue());
        }
        foreach (var rest in named.Concat(others)) sorted.Add(rest);
        return sorted;
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
