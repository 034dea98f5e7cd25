namespace Timonier.Cel.Syntax;

internal sealed partial class Parser
{
    /// <summary>The node of a macro, or null when the call is no macro of that name and number of arguments.</summary>
    private Expr? Macro(int position, Expr? target, string name, Expr[] arguments)
    {
        if (target is null) return name == "has" && arguments.Length == 1 ? Has(arguments[0]) : null;
        if (hasBindings && name == "bind" && arguments.Length == 3 && target is Identifier { Name: "cel" })
            return arguments[0] is Identifier bound
                ? new Bind(position, bound.Name, arguments[1], arguments[2])
                : Fail("cel.bind() variable names must be simple identifiers", arguments[0].Position);
        return (name, arguments.Length) switch
        {
            ("all", 2) => OverOne(FoldKind.All, arguments[1], null),
            ("all", 3) => OverTwo(FoldKind.All, arguments[2], null),
            ("exists", 2) => OverOne(FoldKind.Exists, arguments[1], null),
            ("exists", 3) => OverTwo(FoldKind.Exists, arguments[2], null),
            ("exists_one" or "existsOne", 2) => OverOne(FoldKind.ExistsOne, arguments[1], null),
            ("exists_one" or "existsOne", 3) => OverTwo(FoldKind.ExistsOne, arguments[2], null),
            ("filter", 2) => OverOne(FoldKind.Filter, arguments[1], null),
            ("map", 2) => OverOne(FoldKind.Map, null, arguments[1]),
            ("map", 3) => OverOne(FoldKind.Map, arguments[1], arguments[2]),
            ("sortBy", 2) => OverOne(FoldKind.SortBy, null, arguments[1]),
            ("transformList", 3) => OverTwo(FoldKind.TransformList, null, arguments[2]),
            ("transformList", 4) => OverTwo(FoldKind.TransformList, arguments[2], arguments[3]),
            ("transformMap", 3) => OverTwo(FoldKind.TransformMap, null, arguments[2]),
            ("transformMap", 4) => OverTwo(FoldKind.TransformMap, arguments[2], arguments[3]),
            ("transformMapEntry", 3) => OverTwo(FoldKind.TransformMapEntry, null, arguments[2]),
            ("transformMapEntry", 4) => OverTwo(FoldKind.TransformMapEntry, arguments[2], arguments[3]),
            ("optMap", 2) => OverOptional(isFlat: false),
            ("optFlatMap", 2) => OverOptional(isFlat: true),
            _ => null,
        };

        Expr OverOne(FoldKind kind, Expr? condition, Expr? transform) =>
            Variable(arguments[0]) is { } variable ? new Fold(position, kind, target, variable, null, condition, transform) : FailVariable(arguments[0]);

        Expr OverTwo(FoldKind kind, Expr? condition, Expr? transform)
        {
            if (Variable(arguments[0]) is not { } first) return FailVariable(arguments[0]);
            if (Variable(arguments[1]) is not { } second) return FailVariable(arguments[1]);
            if (first == second) return Fail($"duplicate variable name: {first}", arguments[1].Position);
            return new Fold(position, kind, target, first, second, condition, transform);
        }

        Expr OverOptional(bool isFlat) => Variable(arguments[0]) is { } variable
            ? new OptionalMap(position, target, variable, arguments[1], isFlat)
            : Fail($"{name}() variable name must be a simple identifier", arguments[0].Position);
    }

    private Expr Has(Expr argument) => argument is Select { IsTest: false } select
        ? new Select(select.Position, select.Operand, select.Field, isTest: true, select.IsOptional)
        : Fail("invalid argument to has() macro", argument.Position);

    private static string? Variable(Expr argument) => argument is Identifier { Name: var name } && !name.StartsWith('.') ? name : null;

    private Literal FailVariable(Expr argument) => Fail("argument must be a simple name", argument.Position);
}
