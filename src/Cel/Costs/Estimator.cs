using Timonier.Cel.Syntax;

namespace Timonier.Cel.Costs;

/// <summary>
/// What an expression may cost, from the bounds that the declared types have. Bounds are known for what is read
/// straight from variables (<see cref="origins"/>) and for what is computed from it (<see cref="sizes"/>).
/// </summary>
internal sealed partial class Estimator
{
    private readonly IReadOnlyDictionary<string, CelType> variables;
    private readonly Dictionary<Expr, CelType> origins = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Expr, CelCost> sizes = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Expr, CelCost> elementSizes = new(ReferenceEqualityComparer.Instance);
    private readonly List<(string Name, Local Local)> locals = [];

    /// <summary>A macro's variable: where it comes from, and how large it may be.</summary>
    private readonly record struct Local(CelType? Origin, CelCost? Size, CelCost? ElementSize);

    private Estimator(IReadOnlyDictionary<string, CelType> variables) => this.variables = variables;

    public static CelCost Estimate(Expr expr, IReadOnlyDictionary<string, CelType> variables) => new Estimator(variables).Of(expr);

    private CelCost Of(Expr expr) => expr switch
    {
        Identifier identifier => OfIdentifier(identifier),
        Select { Named: not null } or Select { Variable: not null } => CelCost.One,
        Select select => OfSelect(select),
        Call call => OfCall(call),
        ListLiteral list => OfList(list),
        MapLiteral map => map.Entries.Aggregate(CelCost.Exactly(CallCost.NewMap), (sum, e) => sum + Of(e.Key) + Of(e.Value)),
        MessageLiteral message => message.Fields.Aggregate(CelCost.Exactly(CallCost.NewMessage), (sum, f) => sum + Of(f.Value)),
        Fold fold => OfFold(fold),
        Bind bind => OfBind(bind),
        OptionalMap map => OfOptionalMap(map),
        _ => CelCost.Zero,
    };

    private CelCost OfIdentifier(Identifier identifier)
    {
        var index = locals.FindLastIndex(l => l.Name == identifier.Name);
        if (index >= 0)
        {
            var local = locals[index].Local;
            if (local.Origin is not null) origins[identifier] = local.Origin;
            if (local.Size is not null) sizes[identifier] = local.Size.Value;
            if (local.ElementSize is not null) elementSizes[identifier] = local.ElementSize.Value;
        }
        else if (variables.TryGetValue(identifier.Name.TrimStart('.'), out var declared)) origins[identifier] = declared;
        return CelCost.One;
    }

    private CelCost OfSelect(Select select)
    {
        var cost = Of(select.Operand);
        if (select.IsTest) return cost;
        if (origins.TryGetValue(select.Operand, out var origin) && FieldOf(origin, select.Field) is { } field) origins[select] = field;
        // Where the operand's kind is not known, nothing is charged, as upstream's estimate does.
        return select.Operand.Type.Kind is CelKind.Map or CelKind.Object or CelKind.Optional ? cost + CelCost.One : cost;
    }

    private static CelType? FieldOf(CelType type, string name) => type.Kind switch
    {
        CelKind.Object => type.Fields!.Find(name)?.Type,
        CelKind.Map => type.Parameters[1],
        CelKind.Optional or CelKind.Wrapper => FieldOf(type.Parameters[0], name),
        _ => null,
    };

    private CelCost OfList(ListLiteral list)
    {
        var cost = CelCost.Exactly(CallCost.NewList);
        CelCost? element = null;
        foreach (var (value, _) in list.Items)
        {
            cost += Of(value);
            var size = SizeOf(value);
            element = element?.Union(size) ?? size;
        }
        elementSizes[list] = element ?? CelCost.Zero;
        return cost;
    }

    private CelCost SizeOf(Expr expr)
    {
        if (sizes.TryGetValue(expr, out var known)) return known;
        switch (expr)
        {
            case Literal literal: return CelCost.Exactly((ulong)literal.Value.Size);
            case ListLiteral list: return CelCost.Exactly((ulong)list.Items.Length);
            case MapLiteral map: return CelCost.Exactly((ulong)map.Entries.Length);
        }
        if (origins.TryGetValue(expr, out var origin) && origin.MaxSize >= 0) return new CelCost(0, (ulong)origin.MaxSize);
        return OfScalar(expr.Type);
    }

    private CelCost ElementSizeOf(Expr expr)
    {
        if (elementSizes.TryGetValue(expr, out var known)) return known;
        if (ElementOf(origins.GetValueOrDefault(expr)) is { } element) return element.MaxSize >= 0 ? new CelCost(0, (ulong)element.MaxSize) : OfScalar(element);
        return OfScalar(expr.Type.Element);
    }

    private static CelType? ElementOf(CelType? container) => container?.Kind switch
    {
        CelKind.List => container.Parameters[0],
        CelKind.Map => container.Parameters[1],
        _ => null,
    };

    private static CelCost OfScalar(CelType type) => type.Kind switch
    {
        CelKind.Bool or CelKind.Int or CelKind.Uint or CelKind.Double or CelKind.Null or CelKind.Timestamp or CelKind.Duration or CelKind.Type => CelCost.One,
        _ => CelCost.Unknown,
    };
}
