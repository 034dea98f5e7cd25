using Timonier.Cel.Syntax;

namespace Timonier.Cel.Checking;

internal sealed partial class Checker
{
    private CelType OfList(ListLiteral list)
    {
        CelType? element = null;
        foreach (var (value, isOptional) in list.Items)
            element = Join(element, OfEntry(value, isOptional), value.Position);
        return CelType.List(element ?? types.NewParameter());
    }

    private CelType OfMap(MapLiteral map)
    {
        CelType? key = null, value = null;
        foreach (var entry in map.Entries)
        {
            key = Join(key, TypeOf(entry.Key), entry.Key.Position);
            value = Join(value, OfEntry(entry.Value, entry.IsOptional), entry.Value.Position);
        }
        return CelType.Map(key ?? types.NewParameter(), value ?? types.NewParameter());
    }

    /// <summary>The type of an item; of an optional item that of what it holds.</summary>
    private CelType OfEntry(Expr value, bool isOptional)
    {
        var type = TypeOf(value);
        if (!isOptional) return type;
        var held = types.NewParameter();
        return types.TryAssign(type, CelType.Optional(held)) ? types.Resolve(held) : Mismatch(value.Position, CelType.Optional(type), type);
    }

    /// <summary>Items of one literal are of one type, unlike in the bare language, but for what is formatted.</summary>
    private CelType Join(CelType? before, CelType type, int position)
    {
        if (before is null) return type;
        if (!types.TryAssign(type, before)) return formats > 0 ? CelType.Dyn : Mismatch(position, before, type);
        return types.IsMoreGeneral(types.Resolve(type), types.Resolve(before)) ? type : before;
    }

    private CelType Mismatch(int position, CelType expected, CelType found) =>
        Report(position, $"expected type '{types.Resolve(expected)}' but found '{types.Resolve(found)}'");

    private CelType OfMessage(MessageLiteral message)
    {
        var values = Array.ConvertAll(message.Fields, f => OfEntry(f.Value, f.IsOptional));
        var name = message.Name.TrimStart('.');
        if (objects?.Find(name) is not { Fields: { } fields } type)
            return functions.FindType(name) is null ? Undeclared(message.Position, name) : Report(message.Position, $"'{name}' is not a message type");
        for (var i = 0; i < values.Length; i++)
        {
            var (position, field, _, _) = message.Fields[i];
            if (fields.Find(field) is not { } declared) Report(position, $"undefined field '{field}'");
            else if (!types.TryAssign(values[i], declared.Type))
                Report(position, $"expected type of field '{field}' is '{declared.Type}' but provided type is '{types.Resolve(values[i])}'");
        }
        return type;
    }

    private CelType OfFold(Fold fold)
    {
        var (first, second) = OfRange(fold);
        return Declare(fold.First, first, () => fold.Second is null ? OfBody(fold, first) : Declare(fold.Second, second, () => OfBody(fold, second)));
    }

    /// <summary>What the variables of a macro are: an element or a key; with two variables index and element, or key and value.</summary>
    private (CelType First, CelType Second) OfRange(Fold fold)
    {
        var range = types.Resolve(TypeOf(fold.Range));
        if (fold.Kind == FoldKind.SortBy && range.Kind == CelKind.Map)
            NoOverload(fold.Position, "@sortByAssociatedKeys", [range], isMember: true);
        switch (range.Kind)
        {
            case CelKind.List:
                return fold.Second is null ? (range.Parameters[0], CelType.Error) : (CelType.Int, range.Parameters[0]);
            case CelKind.Map:
                return (range.Parameters[0], range.Parameters[1]);
            case CelKind.Dyn or CelKind.Error or CelKind.Parameter:
                if (range.Kind == CelKind.Parameter) types.TryAssign(CelType.Dyn, range);
                return (CelType.Dyn, CelType.Dyn);
            default:
                Report(fold.Range.Position, $"expression of type '{range}' cannot be range of a comprehension (must be list, map, or dynamic)");
                return (CelType.Error, CelType.Error);
        }
    }

    private CelType OfBody(Fold fold, CelType element)
    {
        var condition = fold.Condition is null ? CelType.Bool : TypeOf(fold.Condition);
        var transformed = fold.Transform is null ? element : TypeOf(fold.Transform);
        var result = fold.Kind switch
        {
            FoldKind.All or FoldKind.Exists or FoldKind.ExistsOne => CelType.Bool,
            FoldKind.TransformMap => CelType.Map(locals[^2].Type, transformed),
            FoldKind.TransformMapEntry => OfMadeEntry(fold, transformed),
            FoldKind.SortBy => CelType.List(element),
            _ => CelType.List(transformed),
        };
        if (types.TryAssign(condition, CelType.Bool)) return result;
        // Told in the words of the operator that the macro is made of.
        return fold.Kind switch
        {
            FoldKind.All => NoOverload(fold.Position, "_&&_", [CelType.Bool, condition]),
            FoldKind.Exists => NoOverload(fold.Position, "_||_", [CelType.Bool, condition]),
            FoldKind.ExistsOne => NoOverload(fold.Position, "_?_:_", [condition, CelType.Int, CelType.Int]),
            _ => NoOverload(fold.Position, "_?_:_", [condition, result, result]),
        };
    }

    private CelType OfMadeEntry(Fold fold, CelType entry)
    {
        var (key, value) = (types.NewParameter(), types.NewParameter());
        return types.TryAssign(entry, CelType.Map(key, value))
            ? CelType.Map(types.Resolve(key), types.Resolve(value))
            : NoOverload(fold.Position, "cel.@mapInsert", [CelType.Map(CelType.Dyn, CelType.Dyn), entry]);
    }

    private CelType OfBind(Bind bind) => Declare(bind.Name, TypeOf(bind.Value), () => TypeOf(bind.Body));

    private CelType OfOptionalMap(OptionalMap map)
    {
        var held = types.NewParameter();
        var target = TypeOf(map.Target);
        if (!types.TryAssign(target, CelType.Optional(held))) return NoOverload(map.Position, "hasValue", [target], isMember: true);
        var body = types.Resolve(Declare(map.Name, types.Resolve(held), () => TypeOf(map.Body)));
        if (!map.IsFlat) return CelType.Optional(body);
        var inner = types.NewParameter();
        return types.TryAssign(body, CelType.Optional(inner))
            ? CelType.Optional(types.Resolve(inner))
            : NoOverload(map.Position, "_?_:_", [CelType.Bool, body, CelType.Optional(CelType.Dyn)]);
    }
}
