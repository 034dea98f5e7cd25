using Timonier.Cel.Costs;
using Timonier.Cel.Functions;

namespace Timonier.Cel.Libraries;

/// <summary>New lists made of others: parts of them, their items in another order, each item once.</summary>
internal static class ListChanges
{
    private const long LongestRange = 10_000_000;
    private static readonly CelType A = CelType.Parameter("A");
    private static readonly CelType ListA = CelType.List(A);

    // The call and the list that it makes.
    private const ulong Base = 1 + CallCost.NewList;

    /// <summary>Making a list as long as the result.</summary>
    private static readonly CallCost Copy = new(
        (_, in result) => Base + (ulong)result.Size,
        arguments => new CallEstimate(CelCost.Exactly(Base) + arguments[0].Size, arguments[0].Size));

    private static readonly CallCost Part = new(
        Copy.Actual,
        arguments =>
        {
            var end = arguments[2].Constant is { Kind: CelKind.Int } last && last.AsInt() >= 0 ? (ulong)last.AsInt() : arguments[0].Size.Most;
            var start = arguments[1].Constant is { Kind: CelKind.Int } first && first.AsInt() >= 0 ? (ulong)first.AsInt() : 0;
            var size = new CelCost(0, end > start ? end - start : 0);
            return new CallEstimate(CelCost.Exactly(Base) + size, size);
        });

    /// <summary>Walking the list once for each level.</summary>
    private static readonly CallCost Flattening = new(
        (arguments, in _) => Base + (arguments.Length > 1 ? (ulong)Math.Max(0, arguments[1].AsInt()) : 1) * (ulong)arguments[0].Size,
        arguments =>
        {
            var levels = arguments.Length == 1 ? 1 : arguments[1].Constant is { Kind: CelKind.Int } known && known.AsInt() >= 0 ? (ulong)known.AsInt() : ulong.MaxValue;
            return new CallEstimate(CelCost.Exactly(Base) + CelCost.Exactly(levels) * arguments[0].Size, new CelCost(0, (arguments[0].Size * arguments[0].ElementSize).Most));
        });

    /// <summary>Comparing every item with every other.</summary>
    private static readonly CallCost Pairwise = new(
        (arguments, in _) => ListOrder.Cost(arguments[0].AsList()),
        arguments => new CallEstimate(
            CelCost.Exactly(Base) + (arguments[0].Size * arguments[0].Size).Times(ListOrder.Factor(arguments[0].Type.Element.Kind)), new CelCost(0, arguments[0].Size.Most)));

    private static readonly CallCost Counting = new(
        Copy.Actual,
        arguments =>
        {
            var count = arguments[0].Constant is { Kind: CelKind.Int } known ? CelCost.Exactly((ulong)Math.Clamp(known.AsInt(), 0, LongestRange)) : new CelCost(0, ulong.MaxValue);
            return new CallEstimate(CelCost.Exactly(Base) + count, count);
        });

    public static void AddTo(FunctionTable table)
    {
        table.Member("slice", [ListA, CelType.Int, CelType.Int], ListA, a => Slice(a[0].AsList(), a[1].AsInt(), a[2].AsInt()), Part);
        table.Member("flatten", [CelType.List(ListA)], ListA, a => Flatten(a[0].AsList(), 1), Flattening);
        table.Member("flatten", [CelType.AnyList, CelType.Int], CelType.AnyList, a => Flatten(a[0].AsList(), a[1].AsInt()), Flattening);
        table.Member("reverse", [ListA], ListA, a => Take(a[0].AsList(), Enumerable.Range(0, a[0].AsList().Count).Reverse()), Copy);
        table.Member("distinct", [ListA], ListA, a => Distinct(a[0].AsList()), Pairwise);
        table.Global("lists.range", [CelType.Int], CelType.List(CelType.Int), a => Range(a[0].AsInt()), Counting);
        foreach (var type in (CelType[])[CelType.Int, CelType.Uint, CelType.Double, CelType.Bool, CelType.Duration, CelType.Timestamp, CelType.String, CelType.Bytes])
            table.Member("sort", [CelType.List(type)], CelType.List(type), a => Sort(a[0].AsList()), Pairwise);
    }

    private static CelValue Take(CelList list, IEnumerable<int> positions) => CelValue.Of(CelList.Of([.. positions.Select(i => list[i])]));

    private static CelValue Slice(CelList list, long start, long end)
    {
        if (start < 0 || end < 0) return CelValue.Error($"cannot slice({start}, {end}), negative indexes not supported");
        if (start > end) return CelValue.Error($"cannot slice({start}, {end}), start index must be less than or equal to end index");
        return end > list.Count
            ? CelValue.Error($"cannot slice({start}, {end}), list is length {list.Count}")
            : Take(list, Enumerable.Range((int)start, (int)(end - start)));
    }

    private static CelValue Flatten(CelList list, long depth)
    {
        if (depth < 0) return CelValue.Error("level must be non-negative");
        var flat = new List<CelValue>();
        Flatten(list, depth, flat);
        return CelValue.Of(CelList.Of(flat));
    }

    private static void Flatten(CelList list, long depth, List<CelValue> flat)
    {
        for (var i = 0; i < list.Count; i++)
        {
            if (depth > 0 && list[i].Kind == CelKind.List) Flatten(list[i].AsList(), depth - 1, flat);
            else flat.Add(list[i]);
        }
    }

    private static CelValue Distinct(CelList list)
    {
        var seen = new HashSet<CelValue>(CelValueComparer.Instance);
        return Take(list, Enumerable.Range(0, list.Count).Where(i => seen.Add(list[i])));
    }

    private static CelValue Range(long count)
    {
        if (count < 0) return CelValue.Error($"lists.range: size must be non-negative, got {count}");
        if (count > LongestRange) return CelValue.Error($"lists.range: size {count} exceeds maximum allowed ({LongestRange})");
        return CelValue.Of(new Counted((int)count));
    }

    /// <summary>The numbers below a count, none of them kept.</summary>
    private sealed class Counted(int count) : CelList
    {
        public override int Count => count;

        public override CelValue this[int index] => CelValue.Of((long)index);
    }

    private static CelValue Sort(CelList list) => ListOrder.Sort(list, [.. Enumerable.Range(0, list.Count).Select(i => list[i])]);
}
