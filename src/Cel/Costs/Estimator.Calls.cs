using Timonier.Cel.Libraries;
using Timonier.Cel.Syntax;

namespace Timonier.Cel.Costs;

internal sealed partial class Estimator
{
    private CelCost OfCall(Call call)
    {
        var operands = call.Operands;
        var costs = new CelCost[operands.Length];
        for (var i = 0; i < costs.Length; i++) costs[i] = Of(operands[i]);
        return OfCall(call, operands, costs);
    }

    private CelCost OfCall(Call call, Expr[] operands, CelCost[] costs)
    {
        switch (call.Function)
        {
            case "_&&_" or "_||_":
                // The left side may decide alone.
                return new CelCost(costs[0].Least, (costs[0] + costs[1]).Most);
            case "_?_:_":
                sizes[call] = SizeOf(operands[1]).Union(SizeOf(operands[2]));
                elementSizes[call] = ElementSizeOf(operands[1]).Union(ElementSizeOf(operands[2]));
                return costs[0] + costs[1].Union(costs[2]);
            case "dyn":
                sizes[call] = SizeOf(operands[0]);
                elementSizes[call] = ElementSizeOf(operands[0]);
                if (origins.TryGetValue(operands[0], out var same)) origins[call] = same;
                break;
            case "_[_]" or "_[?_]" when ElementOf(origins.GetValueOrDefault(operands[0])) is { } element:
                origins[call] = element;
                break;
            case "_[_]" when elementSizes.TryGetValue(operands[0], out var size):
                sizes[call] = size;
                break;
            case "_+_" when call.Type.Kind == CelKind.List:
                elementSizes[call] = ElementSizeOf(operands[0]).Union(ElementSizeOf(operands[1]));
                break;
            case "slice" or "reverse" or "sort" or "distinct":
                elementSizes[call] = ElementSizeOf(operands[0]);
                break;
            case "split" or "findAll":
                elementSizes[call] = SizeOf(operands[0]);
                break;
        }
        return costs.Aggregate(OwnCost(call, operands), (sum, cost) => sum + cost);
    }

    /// <summary>What the call itself costs: from the least to the most of the forms it may take.</summary>
    private CelCost OwnCost(Call call, Expr[] operands)
    {
        var arguments = Array.ConvertAll(operands, o => new SizedArgument(o.Type, SizeOf(o), ElementSizeOf(o), (o as Literal)?.Value));
        if (call.Function == "_==_" && operands[0].Type.Kind == CelKind.Opaque) return OfOpaqueEquality(arguments[1]);
        CelCost? cost = null, size = null;
        foreach (var overload in call.Overloads)
        {
            var estimate = overload.Cost.Estimate(arguments);
            cost = cost?.Union(estimate.Cost) ?? estimate.Cost;
            if (estimate.Size is { } made) size = size?.Union(made) ?? made;
        }
        if (size is not null) sizes[call] = size.Value;
        return cost ?? CelCost.One;
    }

    /// <summary>Values that only functions look into compare at once, URLs by their text.</summary>
    private static CelCost OfOpaqueEquality(SizedArgument right) =>
        right.Type.Name == CelUrl.UrlType.Name && right.Size.Most < ulong.MaxValue ? new CelCost(1, right.Size.Most).Times(CallCost.PerCharacter) : CelCost.One;

    private CelCost OfFold(Fold fold)
    {
        var cost = Of(fold.Range);
        var origin = origins.GetValueOrDefault(fold.Range);
        var count = SizeOf(fold.Range);
        var element = new Local(ElementOf(origin), elementSizes.TryGetValue(fold.Range, out var size) ? size : null, null);
        var key = origin?.Kind == CelKind.Map ? new Local(origin.Parameters[0], null, null) : default;
        var isMap = fold.Range.Type.Kind == CelKind.Map;
        var before = locals.Count;
        if (fold.Second is null) locals.Add((fold.First, isMap ? key : element));
        else locals.AddRange([(fold.First, isMap ? key : new Local(CelType.Int, null, null)), (fold.Second, element)]);
        var condition = fold.Condition is null ? CelCost.Zero : Of(fold.Condition);
        var transform = fold.Transform is null ? CelCost.Zero : Of(fold.Transform);
        locals.RemoveRange(before, locals.Count - before);
        if (fold.Kind is FoldKind.Filter or FoldKind.Map or FoldKind.TransformList or FoldKind.TransformMap or FoldKind.SortBy) sizes[fold] = fold.Condition is null ? count : new CelCost(0, count.Most);
        if (fold.Kind is FoldKind.Filter or FoldKind.SortBy) elementSizes[fold] = ElementSizeOf(fold.Range);
        else if (fold.Transform is not null) elementSizes[fold] = SizeOf(fold.Transform);
        return cost + OutsideOf(fold, count) + count * RoundOf(fold, condition, transform);
    }

    // One round, and what comes before and after all rounds, in the operations that the macros stand for.
    private static CelCost RoundOf(Fold fold, CelCost condition, CelCost transform)
    {
        const ulong Append = 1 + CallCost.NewList + 1;
        // The accumulator's side of "accumulator and predicate" may decide alone.
        static CelCost Either(CelCost taken) => new(Math.Min(1, taken.Least), Math.Max(1, taken.Most));
        return fold.Kind switch
        {
            FoldKind.All => CelCost.Exactly(3) + new CelCost(0, condition.Most),
            FoldKind.Exists => CelCost.Exactly(4) + new CelCost(0, condition.Most),
            FoldKind.ExistsOne => condition + Either(CelCost.Exactly(2)),
            FoldKind.Filter => condition + Either(CelCost.Exactly(Append + 1)),
            FoldKind.TransformMap => Chosen(CelCost.Exactly(3) + transform),
            FoldKind.TransformMapEntry => Chosen(CelCost.Exactly(2) + transform),
            _ => Chosen(CelCost.Exactly(Append) + transform),
        };

        CelCost Chosen(CelCost taken) => fold.Condition is null ? taken : condition + Either(taken);
    }

    private static CelCost OutsideOf(Fold fold, CelCost count) => fold.Kind switch
    {
        FoldKind.All or FoldKind.Exists => CelCost.One,
        FoldKind.ExistsOne => CelCost.Exactly(2),
        FoldKind.TransformMap or FoldKind.TransformMapEntry => CelCost.Exactly(CallCost.NewMap + 1),
        FoldKind.SortBy => CelCost.Exactly(4 + 3 * CallCost.NewList) + (count * count).Times(2.1),
        _ => CelCost.Exactly(CallCost.NewList + 1),
    };

    private CelCost OfBind(Bind bind)
    {
        var cost = CelCost.Exactly(CallCost.NewList) + Of(bind.Value);
        var local = new Local(origins.GetValueOrDefault(bind.Value), SizeOf(bind.Value), ElementSizeOf(bind.Value));
        return cost + Within(bind, bind.Name, local, bind.Body);
    }

    private CelCost OfOptionalMap(OptionalMap map)
    {
        var target = Of(map.Target);
        var asked = target + CelCost.One;
        var local = new Local(origins.GetValueOrDefault(map.Target), sizes.TryGetValue(map.Target, out var size) ? size : null, null);
        var body = CelCost.Exactly(CallCost.NewList) + target + CelCost.One + Within(map, map.Name, local, map.Body);
        if (!map.IsFlat) body += CelCost.One;
        return asked + new CelCost(Math.Min(1, body.Least), body.Most);
    }

    private CelCost Within(Expr whole, string name, Local local, Expr body)
    {
        locals.Add((name, local));
        var cost = Of(body);
        locals.RemoveAt(locals.Count - 1);
        sizes[whole] = SizeOf(body);
        elementSizes[whole] = ElementSizeOf(body);
        return cost;
    }
}
