using Timonier.Cel.Costs;
using Timonier.Cel.Functions;

namespace Timonier.Cel.Evaluation;

/// <summary>filter, map and transformList: a new list, of elements that pass and of what is made of them.</summary>
internal sealed class ListTransformStep(Step range, Step? condition, Step? transform, FoldSlots slots) : FoldStep(range)
{
    // Reading the accumulator, making a list of one, joining the two.
    private const ulong AppendCost = 1 + CallCost.NewList + 1;

    protected override CelValue Walk(Frame frame, ref Cursor cursor)
    {
        var made = new List<CelValue>(transform is not null && condition is null ? cursor.Count : 4);
        var error = default(CelValue);
        while (cursor.MoveNext(frame, slots))
        {
            var passes = condition?.Run(frame) ?? CelValue.True;
            if (!passes.IsTrue)
            {
                if (passes.Kind != CelKind.Bool && error.Kind == CelKind.Unset) error = passes.IsError ? passes : CelValue.NoSuchOverload;
                continue;
            }
            frame.Charge(transform is null ? AppendCost + 1 : AppendCost);
            var value = transform is null ? frame.Slots[slots.First] : transform.Run(frame);
            if (value.IsError && error.Kind == CelKind.Unset) error = value;
            made.Add(value);
        }
        frame.Charge(1);
        return error.IsError ? error : CelValue.Of(CelList.Of(made));
    }
}

/// <summary>transformMap and transformMapEntry: a new map under the old keys, or of the entries that are made.</summary>
internal sealed class MapTransformStep(Step range, Step? condition, Step transform, FoldSlots slots, bool makesEntries) : FoldStep(range)
{
    protected override CelValue Walk(Frame frame, ref Cursor cursor)
    {
        var made = new Dictionary<CelValue, CelValue>(CelValueComparer.Instance);
        var error = default(CelValue);
        while (cursor.MoveNext(frame, slots))
        {
            var passes = condition?.Run(frame) ?? CelValue.True;
            var outcome = passes;
            if (passes.IsTrue) outcome = Insert(frame, made);
            else if (passes.Kind != CelKind.Bool && !passes.IsError) outcome = CelValue.NoSuchOverload;
            if (outcome.IsError && error.Kind == CelKind.Unset) error = outcome;
        }
        frame.Charge(1);
        return error.IsError ? error : CelValue.Of(CelMap.Of(made));
    }

    private CelValue Insert(Frame frame, Dictionary<CelValue, CelValue> made)
    {
        frame.Charge(makesEntries ? 2UL : 3UL);
        var value = transform.Run(frame);
        if (value.IsError) return value;
        if (!makesEntries) return Insert(made, frame.Slots[slots.First], value);
        if (value.Kind != CelKind.Map) return CelValue.NoSuchOverload;
        foreach (var key in value.AsMap().Keys)
            if (value.AsMap().TryFind(key, out var entry) && Insert(made, key, entry) is { IsError: true } failed) return failed;
        return CelValue.True;
    }

    private static CelValue Insert(Dictionary<CelValue, CelValue> made, in CelValue key, in CelValue value) =>
        made.TryAdd(key, value) ? CelValue.True : CelValue.Error($"insert failed: key {CelText.OfKey(key)} already exists");
}

/// <summary>sortBy: the elements in the order of what is computed of each.</summary>
internal sealed class SortByStep(Step range, Step key, FoldSlots slots) : FoldStep(range)
{
    protected override CelValue Walk(Frame frame, ref Cursor cursor)
    {
        if (cursor.List is not { } list) return CelValue.NoSuchOverload;
        frame.Charge(2);
        var keys = new CelValue[list.Count];
        for (var i = 0; cursor.MoveNext(frame, slots); i++)
        {
            frame.Charge(1 + CallCost.NewList + 1);
            keys[i] = key.Run(frame);
            if (keys[i].IsError) return keys[i];
        }
        frame.Charge(1 + ListOrder.Cost(CelList.Of(keys)));
        return frame.IsStopped ? frame.Stopped : ListOrder.Sort(list, keys);
    }
}
