namespace Timonier.Cel;

/// <summary>Lists that a schema calls sets or maps: equal in any order, and added by key.</summary>
internal static class KeyedLists
{
    public static bool AreEqual(CelList left, CelList right, CelListKind kind)
    {
        var keys = KeysOf(left, right);
        var items = new Dictionary<CelValue, CelValue>(CelValueComparer.Instance);
        for (var i = 0; i < left.Count; i++) items[KeyOf(left[i], kind, keys)] = left[i];
        var seen = new HashSet<CelValue>(CelValueComparer.Instance);
        for (var i = 0; i < right.Count; i++)
        {
            var key = KeyOf(right[i], kind, keys);
            if (!items.TryGetValue(key, out var mine) || !CelValue.AreEqual(mine, right[i]) || !seen.Add(key)) return false;
        }
        return true;
    }

    /// <summary>The left items, each replaced where it stands by the right item of its key, then the right items of new keys.</summary>
    public static CelList Merge(CelList left, CelList right, CelListKind kind)
    {
        var keys = KeysOf(left, right);
        var merged = new List<CelValue>(left.Count + right.Count);
        var places = new Dictionary<CelValue, int>(CelValueComparer.Instance);
        for (var i = 0; i < left.Count; i++)
        {
            places[KeyOf(left[i], kind, keys)] = merged.Count;
            merged.Add(left[i]);
        }
        for (var i = 0; i < right.Count; i++)
        {
            var key = KeyOf(right[i], kind, keys);
            if (places.TryGetValue(key, out var place)) merged[place] = right[i];
            else
            {
                places[key] = merged.Count;
                merged.Add(right[i]);
            }
        }
        return new Keyed([.. merged], kind, keys);
    }

    private static IReadOnlyList<string> KeysOf(CelList left, CelList right) => left.MapKeys.Count > 0 ? left.MapKeys : right.MapKeys;

    private static CelValue KeyOf(CelValue item, CelListKind kind, IReadOnlyList<string> keys)
    {
        if (kind == CelListKind.Set || item.Kind != CelKind.Map) return item;
        var parts = new CelValue[keys.Count];
        for (var i = 0; i < parts.Length; i++)
            parts[i] = CelNames.Escape(keys[i]) is { } name && item.AsMap().TryFindField(name, out var part) ? part : CelValue.Null;
        return parts.Length == 1 ? parts[0] : CelValue.List(parts);
    }

    private sealed class Keyed(CelValue[] items, CelListKind kind, IReadOnlyList<string> keys) : CelList
    {
        public override int Count => items.Length;

        public override CelValue this[int index] => items[index];

        internal override CelListKind Kind => kind;

        internal override IReadOnlyList<string> MapKeys => keys;
    }
}
