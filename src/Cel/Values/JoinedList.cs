namespace Timonier.Cel;

/// <summary>Two lists read as one, without copying either; depth is bounded by flattening where it would grow.</summary>
internal sealed class JoinedList : CelList
{
    private const int FlattenFrom = 16;
    private readonly CelList left, right;
    private readonly int depth;

    private JoinedList(CelList left, CelList right, int depth)
    {
        this.left = left;
        this.right = right;
        this.depth = depth;
    }

    public override int Count => left.Count + right.Count;

    public override CelValue this[int index] => index < left.Count ? left[index] : right[index - left.Count];

    public static CelList Of(CelList left, CelList right)
    {
        var kind = left.Kind != CelListKind.Atomic ? left.Kind : right.Kind;
        if (kind != CelListKind.Atomic) return KeyedLists.Merge(left, right, kind);
        if (left.Count == 0) return right;
        if (right.Count == 0) return left;
        var depth = 1 + Math.Max((left as JoinedList)?.depth ?? 0, (right as JoinedList)?.depth ?? 0);
        var joined = new JoinedList(left, right, depth);
        return depth < FlattenFrom ? joined : CelList.Of([.. Enumerable.Range(0, joined.Count).Select(i => joined[i])]);
    }
}
