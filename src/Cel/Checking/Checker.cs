using Timonier.Cel.Functions;
using Timonier.Cel.Syntax;

namespace Timonier.Cel.Checking;

/// <summary>
/// Gives every part of an expression its type, finds the overloads that calls may mean, and reports what cannot be.
/// A part with an issue gets the type that fits everywhere, so that one fault is told once.
/// </summary>
internal sealed partial class Checker
{
    private readonly ExpressionSource source;
    private readonly FunctionTable functions;
    private readonly IReadOnlyDictionary<string, CelType> variables;
    private readonly ICelTypes? objects;
    private readonly Unifier types = new();
    private readonly List<(string Name, CelType Type)> locals = [];
    private readonly List<Expr> visited = [];

    /// <summary>How many calls of format() are around: what they write may be of any types.</summary>
    private int formats;

    private Checker(ExpressionSource source, FunctionTable functions, IReadOnlyDictionary<string, CelType> variables, ICelTypes? objects)
    {
        this.source = source;
        this.functions = functions;
        this.variables = variables;
        this.objects = objects;
    }

    public static void Check(Expr expr, ExpressionSource source, FunctionTable functions, IReadOnlyDictionary<string, CelType> variables, ICelTypes? objects)
    {
        var checker = new Checker(source, functions, variables, objects);
        checker.TypeOf(expr);
        foreach (var part in checker.visited) part.Type = checker.types.Resolve(part.Type, isFinal: true);
    }

    private CelType TypeOf(Expr expr)
    {
        expr.Type = expr switch
        {
            Literal literal => literal.Value.Type,
            Identifier identifier => OfIdentifier(identifier),
            Select select => OfSelect(select),
            Call call => OfCall(call),
            ListLiteral list => OfList(list),
            MapLiteral map => OfMap(map),
            MessageLiteral message => OfMessage(message),
            Fold fold => OfFold(fold),
            Bind bind => OfBind(bind),
            OptionalMap map => OfOptionalMap(map),
            _ => CelType.Error,
        };
        visited.Add(expr);
        return expr.Type;
    }

    private CelType OfIdentifier(Identifier identifier)
    {
        for (var i = locals.Count - 1; i >= 0; i--)
            if (locals[i].Name == identifier.Name) return locals[i].Type;
        var name = identifier.Name.TrimStart('.');
        if (variables.TryGetValue(name, out var variable)) return variable;
        if (functions.FindType(name) is not { } named) return Undeclared(identifier.Position, name);
        identifier.Named = named;
        return CelType.TypeOf(named);
    }

    private CelType OfSelect(Select select)
    {
        if (!select.IsTest && Parser.MessageName(select) is { } dotted && !locals.Exists(l => dotted.StartsWith(l.Name + ".", StringComparison.Ordinal)))
        {
            // A variable may have a name with dots, as authorizer.requestResource has.
            if (variables.TryGetValue(dotted, out var variable))
            {
                select.Variable = dotted;
                return variable;
            }
            if (!IsVariable(dotted[..dotted.IndexOf('.', 1)]) && functions.FindType(dotted.TrimStart('.')) is { } named)
            {
                select.Named = named;
                return CelType.TypeOf(named);
            }
        }
        var operand = types.Resolve(TypeOf(select.Operand));
        var isOptional = operand.Kind == CelKind.Optional;
        if (isOptional) operand = types.Resolve(operand.Parameters[0]);
        var field = OfField(select, operand);
        if (select.IsTest) return CelType.Bool;
        return (isOptional || select.IsOptional) && field.Kind != CelKind.Optional ? CelType.Optional(field) : field;
    }

    private CelType OfField(Select select, CelType operand)
    {
        switch (operand.Kind)
        {
            case CelKind.Map:
                return operand.Parameters[1];
            case CelKind.Object:
                if (operand.Fields!.Find(select.Field) is { } field) return field.Type;
                return Report(select.Position, $"undefined field '{select.Field}'");
            case CelKind.Dyn or CelKind.Error:
                return CelType.Dyn;
            case CelKind.Parameter:
                types.TryAssign(CelType.Dyn, operand);
                return CelType.Dyn;
            default:
                return Report(select.Position, $"type '{operand}' does not support field selection");
        }
    }

    private bool IsVariable(string name) => locals.Exists(l => l.Name == name) || variables.ContainsKey(name);

    private CelType Undeclared(int position, string name) => Report(position, $"undeclared reference to '{name}' (in container '')");

    private CelType Report(int position, string message)
    {
        source.Report(position, message);
        return CelType.Error;
    }

    private CelType Declare(string name, CelType type, Func<CelType> body)
    {
        locals.Add((name, type));
        var result = body();
        locals.RemoveAt(locals.Count - 1);
        return result;
    }
}
