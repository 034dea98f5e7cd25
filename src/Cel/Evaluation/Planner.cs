using Timonier.Cel.Syntax;

namespace Timonier.Cel.Evaluation;

/// <summary>Turns a checked expression into steps, giving each variable its slot and computing what is constant.</summary>
internal sealed partial class Planner
{
    private readonly Dictionary<string, int> variables = new(StringComparer.Ordinal);
    private readonly List<(string Name, Func<ulong, Step> Read)> locals = [];
    private readonly PatternCache patterns = new();
    private int slots;

    public static (Step Step, int Slots, IReadOnlyCollection<string> Variables) Plan(Expr expr)
    {
        var planner = new Planner();
        var step = planner.Of(expr);
        return (step, planner.slots, planner.variables.Keys);
    }

    private Step Of(Expr expr) => expr switch
    {
        Literal literal => new ConstantStep(literal.Value),
        Identifier identifier => OfIdentifier(identifier, cost: 1),
        Select { Named: { } named } => new ConstantStep(CelValue.Of(named)),
        Select { Variable: { } variable } => OfVariable(variable, cost: 1),
        Select { IsTest: true } test => new PresenceStep(Of(test.Operand), test.Field),
        Select select => new FieldStep(Of(select.Operand), select.Field, select.IsOptional),
        Call call => OfCall(call),
        ListLiteral list => OfList(list),
        MapLiteral map => OfMap(map),
        MessageLiteral message => new MessageStep(message.Type, Array.ConvertAll(message.Fields, f => (message.Type.Fields!.Find(f.Name)!.JsonName, Of(f.Value), f.IsOptional))),
        Fold fold => OfFold(fold),
        Bind bind => OfBind(bind),
        OptionalMap map => OfOptionalMap(map),
        _ => throw new InvalidOperationException($"No step for {expr.GetType().Name}."),
    };

    /// <summary>
    /// A branch of a condition or a key: where it is read straight from a variable, reading the variable itself is
    /// not charged, as upstream does not.
    /// </summary>
    private Step OfPath(Expr expr) => expr switch
    {
        Identifier identifier => OfIdentifier(identifier, cost: 0),
        Select { Named: null, Variable: null, IsTest: false, IsOptional: false } select => new FieldStep(OfPath(select.Operand), select.Field, isOptional: false),
        Call { Function: "_[_]" } index => new IndexStep(OfPath(index.Arguments[0]), OfPath(index.Arguments[1]), isOptional: false),
        _ => Of(expr),
    };

    private Step OfIdentifier(Identifier identifier, ulong cost)
    {
        if (identifier.Named is { } named) return new ConstantStep(CelValue.Of(named));
        for (var i = locals.Count - 1; i >= 0; i--)
            if (locals[i].Name == identifier.Name) return locals[i].Read(cost);
        return OfVariable(identifier.Name.TrimStart('.'), cost);
    }

    private VariableStep OfVariable(string name, ulong cost)
    {
        if (!variables.TryGetValue(name, out var slot)) variables[name] = slot = slots++;
        return new VariableStep(name, slot, cost);
    }

    private Step OfList(ListLiteral list)
    {
        var items = Array.ConvertAll(list.Items, i => (Value: Of(i.Value), i.IsOptional));
        return items.All(i => i is { Value: ConstantStep, IsOptional: false })
            ? new ConstantStep(CelValue.List([.. items.Select(i => ((ConstantStep)i.Value).Value)]))
            : new ListStep(items);
    }

    private Step OfMap(MapLiteral map)
    {
        var entries = Array.ConvertAll(map.Entries, e => (Key: Of(e.Key), Value: Of(e.Value), e.IsOptional));
        var step = new MapStep(entries);
        var isConstant = entries.All(e => e is { Key: ConstantStep, Value: ConstantStep, IsOptional: false });
        return isConstant ? new ConstantStep(step.Run(new Frame(CelActivation.Empty, 0, ulong.MaxValue, CancellationToken.None))) : step;
    }

    private Step OfFold(Fold fold)
    {
        var range = Of(fold.Range);
        var places = new FoldSlots(slots++, fold.Second is null ? -1 : slots++);
        locals.Add((fold.First, cost => new LocalStep(places.First, cost)));
        if (fold.Second is not null) locals.Add((fold.Second, cost => new LocalStep(places.Second, cost)));
        var condition = fold.Condition is null ? null : Of(fold.Condition);
        var transform = fold.Transform is null ? null : Of(fold.Transform);
        locals.RemoveRange(locals.Count - (fold.Second is null ? 1 : 2), fold.Second is null ? 1 : 2);
        return fold.Kind switch
        {
            FoldKind.All => new QuantifierStep(range, condition!, places, deciding: false),
            FoldKind.Exists => new QuantifierStep(range, condition!, places, deciding: true),
            FoldKind.ExistsOne => new ExistsOneStep(range, condition!, places),
            FoldKind.TransformMap => new MapTransformStep(range, condition, transform!, places, makesEntries: false),
            FoldKind.TransformMapEntry => new MapTransformStep(range, condition, transform!, places, makesEntries: true),
            FoldKind.SortBy => new SortByStep(range, transform!, places),
            _ => new ListTransformStep(range, condition, transform, places),
        };
    }

    private BindStep OfBind(Bind bind)
    {
        var slot = slots++;
        var value = Of(bind.Value);
        locals.Add((bind.Name, cost => new BoundStep(value, slot, cost)));
        var body = Of(bind.Body);
        locals.RemoveAt(locals.Count - 1);
        return new BindStep(body, slot);
    }

    private OptionalMapStep OfOptionalMap(OptionalMap map)
    {
        var target = Of(map.Target);
        var slot = slots++;
        locals.Add((map.Name, cost => new LocalStep(slot, cost)));
        var body = Of(map.Body);
        locals.RemoveAt(locals.Count - 1);
        return new OptionalMapStep(target, body, slot, map.IsFlat);
    }
}
