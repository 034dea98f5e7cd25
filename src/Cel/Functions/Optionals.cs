namespace Timonier.Cel.Functions;

/// <summary>Values that may be absent.</summary>
internal static class Optionals
{
    private static readonly CelType A = CelType.Parameter("A");
    private static readonly CelType OptionalA = CelType.Optional(A);
    private static readonly CelValue Nothing = CelValue.Error("optional.none() dereference");

    public static void AddTo(FunctionTable table)
    {
        table.Type(CelType.Optional(CelType.Dyn));
        table.Global("optional.of", [A], OptionalA, a => CelValue.Optional(a[0]));
        table.Global("optional.ofNonZeroValue", [A], OptionalA, a => IsZero(a[0]) ? CelValue.NoValue : CelValue.Optional(a[0]));
        table.Global("optional.none", [], OptionalA, _ => CelValue.NoValue);
        table.Global("optional.unwrap", [CelType.List(OptionalA)], CelType.List(A), Unwrap);
        table.Member("unwrapOpt", [CelType.List(OptionalA)], CelType.List(A), Unwrap);
        table.Member("value", [OptionalA], A, a => a[0].TryGetOptional(out var value) ? value : Nothing);
        table.Member("hasValue", [OptionalA], CelType.Bool, a => CelValue.Of(a[0].TryGetOptional(out _)));
        // The evaluator has steps of its own for these two: the other value is only made when it is wanted.
        table.Member("or", [OptionalA, OptionalA], OptionalA, a => a[0].TryGetOptional(out _) ? a[0] : a[1]);
        table.Member("orValue", [OptionalA, A], A, a => a[0].TryGetOptional(out var value) ? value : a[1]);
        table.Member("first", [CelType.List(A)], OptionalA, a => a[0].AsList() is { Count: > 0 } list ? CelValue.Optional(list[0]) : CelValue.NoValue);
        table.Member("last", [CelType.List(A)], OptionalA, a => a[0].AsList() is { Count: > 0 } list ? CelValue.Optional(list[list.Count - 1]) : CelValue.NoValue);
    }

    private static CelValue Unwrap(ReadOnlySpan<CelValue> arguments)
    {
        var list = arguments[0].AsList();
        var held = new List<CelValue>(list.Count);
        for (var i = 0; i < list.Count; i++)
            if (list[i].TryGetOptional(out var value)) held.Add(value);
        return CelValue.Of(CelList.Of(held));
    }

    private static bool IsZero(in CelValue value) => value.Kind switch
    {
        CelKind.Null => true,
        CelKind.Bool or CelKind.Int or CelKind.Uint or CelKind.Duration => value.AsInt() == 0,
        CelKind.Double => value.AsDouble() == 0,
        CelKind.String or CelKind.Bytes or CelKind.List or CelKind.Map => value.Size == 0,
        CelKind.Timestamp => value.Seconds == 0 && value.Nanoseconds == 0,
        _ => false,
    };
}
