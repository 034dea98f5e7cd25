using Timonier.Cel.Costs;
using Timonier.Cel.Libraries;
using Timonier.Cel.Syntax;

namespace Timonier.Cel.Evaluation;

internal sealed partial class Planner
{
    private static readonly HashSet<string> Conversions = new(StringComparer.Ordinal)
        { "bool", "bytes", "double", "duration", "int", "string", "timestamp", "uint" };

    private Step OfCall(Call call)
    {
        switch (call.Function)
        {
            case "_?_:_": return new ConditionalStep(Of(call.Arguments[0]), OfPath(call.Arguments[1]), OfPath(call.Arguments[2]));
            case "_[_]": return new IndexStep(Of(call.Arguments[0]), OfPath(call.Arguments[1]), isOptional: false);
            case "_[?_]": return new IndexStep(Of(call.Arguments[0]), OfPath(call.Arguments[1]), isOptional: true);
        }
        var operands = call.Operands;
        var arguments = new Step[operands.Length];
        for (var i = 0; i < arguments.Length; i++) arguments[i] = Of(operands[i]);
        return OfCall(call, arguments);
    }

    private Step OfCall(Call call, Step[] arguments)
    {
        switch (call.Function)
        {
            case "_&&_": return new LogicStep(arguments[0], arguments[1], deciding: false);
            case "_||_": return new LogicStep(arguments[0], arguments[1], deciding: true);
            case "_==_": return new EqualityStep(arguments[0], arguments[1], isNegated: false);
            case "_!=_": return new EqualityStep(arguments[0], arguments[1], isNegated: true);
            case "_<_": return new OrderStep(OrderTest.Less, arguments[0], arguments[1]);
            case "_<=_": return new OrderStep(OrderTest.LessOrEqual, arguments[0], arguments[1]);
            case "_>_": return new OrderStep(OrderTest.Greater, arguments[0], arguments[1]);
            case "_>=_": return new OrderStep(OrderTest.GreaterOrEqual, arguments[0], arguments[1]);
            case "or": return new OrElseStep(arguments[0], arguments[1], unwraps: false);
            case "orValue": return new OrElseStep(arguments[0], arguments[1], unwraps: true);
            case "@in" when arguments[1] is ConstantStep { Value.Kind: CelKind.List } list && IsSetOfScalars(list.Value.AsList()):
                return new MemberOfConstantStep(arguments[0], SetOf(list.Value.AsList()));
            case "matches":
                if (call.Pattern is not null) patterns.Keep(call.Pattern.Value);
                return new PatternStep(RegexLibrary.IsMatch, CallCost.Matches, arguments[0], arguments[1], patterns);
            case "find":
                return new PatternStep(RegexLibrary.Find, CallCost.Find, arguments[0], arguments[1], patterns);
            case "findAll" when arguments.Length == 2:
                return new PatternStep((text, regex) => RegexLibrary.FindAll(text, regex, -1), CallCost.Find, arguments[0], arguments[1], patterns);
        }
        var step = new CallStep(call.Function, call.Overloads, arguments);
        // A conversion of what is written out is made once; one that fails must fail when it is reached.
        if (call.Target is not null || !Conversions.Contains(call.Function) || arguments is not [ConstantStep]) return step;
        return new ConstantStep(step.Run(new Frame(CelActivation.Empty, 0, ulong.MaxValue, CancellationToken.None)));
    }

    private static bool IsSetOfScalars(CelList list)
    {
        for (var i = 0; i < list.Count; i++)
            if (list[i].Kind is not (CelKind.Bool or CelKind.Int or CelKind.Uint or CelKind.Double or CelKind.String)) return false;
        return true;
    }

    private static HashSet<CelValue> SetOf(CelList list)
    {
        var items = new HashSet<CelValue>(list.Count, CelValueComparer.Instance);
        for (var i = 0; i < list.Count; i++) items.Add(list[i]);
        return items;
    }
}
