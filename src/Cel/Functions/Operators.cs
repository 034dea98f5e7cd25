using Timonier.Cel.Costs;

namespace Timonier.Cel.Functions;

/// <summary>Arithmetic, comparison, logic and indexing. Comparison and equality of plain numbers have steps of their own in the evaluator.</summary>
internal static class Operators
{
    private static readonly CelType A = CelType.Parameter("A");
    private static readonly CelType B = CelType.Parameter("B");
    private static readonly CelType[] Numbers = [CelType.Int, CelType.Uint, CelType.Double];
    private static readonly CelType[] Ordered = [CelType.Bool, CelType.Int, CelType.Uint, CelType.Double, CelType.String, CelType.Bytes, CelType.Timestamp, CelType.Duration];

    public static void AddTo(FunctionTable table)
    {
        AddLogic(table);
        AddArithmetic(table);
        foreach (var (name, body) in Comparisons)
        {
            foreach (var type in Ordered)
                table.Global(name, [type, type], CelType.Bool, body, type.Kind is CelKind.String or CelKind.Bytes ? CallCost.Comparison : CallCost.One);
            foreach (var left in Numbers)
                foreach (var right in Numbers)
                    if (left.Kind != right.Kind) table.Global(name, [left, right], CelType.Bool, body);
        }
    }

    /// <summary>The order of two values of one type; <see cref="CelNumbers.Unordered"/> for what has none.</summary>
    public static int Compare(in CelValue left, in CelValue right)
    {
        if (left.IsNumber && right.IsNumber) return CelNumbers.Compare(left, right);
        if (left.Kind != right.Kind) return CelNumbers.Unordered;
        return left.Kind switch
        {
            CelKind.Bool or CelKind.Duration => left.AsInt().CompareTo(right.AsInt()),
            CelKind.String => Math.Sign(CodePoints.Compare(left.AsString(), right.AsString())),
            CelKind.Bytes => Math.Sign(left.AsBytes().AsSpan().SequenceCompareTo(right.AsBytes())),
            CelKind.Timestamp => (left.Seconds, left.Nanoseconds).CompareTo((right.Seconds, right.Nanoseconds)),
            _ => CelNumbers.Unordered,
        };
    }

    private static readonly (string Name, FunctionBody Body)[] Comparisons =
    [
        ("_<_", a => Compare(a[0], a[1]) is var order && IsComparable(a) ? CelValue.Of(order < 0) : CelValue.NoSuchOverload),
        ("_<=_", a => Compare(a[0], a[1]) is var order && IsComparable(a) ? CelValue.Of(order <= 0) : CelValue.NoSuchOverload),
        ("_>_", a => Compare(a[0], a[1]) is var order && IsComparable(a) ? CelValue.Of(order == 1) : CelValue.NoSuchOverload),
        ("_>=_", a => Compare(a[0], a[1]) is var order && IsComparable(a) ? CelValue.Of(order is 0 or 1) : CelValue.NoSuchOverload),
    ];

    private static bool IsComparable(ReadOnlySpan<CelValue> values) => values[0].Kind == values[1].Kind || (values[0].IsNumber && values[1].IsNumber);

    private static void AddLogic(FunctionTable table)
    {
        // The evaluator has steps of its own for these: they do not always evaluate all they are given.
        table.Global("_&&_", [CelType.Bool, CelType.Bool], CelType.Bool, a => CelValue.Of(a[0].AsBool() && a[1].AsBool()));
        table.Global("_||_", [CelType.Bool, CelType.Bool], CelType.Bool, a => CelValue.Of(a[0].AsBool() || a[1].AsBool()));
        table.Global("_?_:_", [CelType.Bool, A, A], A, a => a[0].AsBool() ? a[1] : a[2]);
        table.Global("_==_", [A, A], CelType.Bool, a => CelValue.Of(CelValue.AreEqual(a[0], a[1])), CallCost.Comparison);
        table.Global("_!=_", [A, A], CelType.Bool, a => CelValue.Of(!CelValue.AreEqual(a[0], a[1])), CallCost.Comparison);
        table.Global("!_", [CelType.Bool], CelType.Bool, a => CelValue.Of(!a[0].AsBool()));
        table.Global("@in", [A, CelType.List(A)], CelType.Bool, a => CelValue.Of(Contains(a[1].AsList(), a[0])), CallCost.Membership);
        table.Global("@in", [A, CelType.Map(A, B)], CelType.Bool, a => CelValue.Of(a[1].AsMap().TryFind(a[0], out _)));
        table.Global("_[_]", [CelType.List(A), CelType.Int], A, a => Indexing.Get(a[0], a[1]));
        table.Global("_[_]", [CelType.Map(A, B), A], B, a => Indexing.Get(a[0], a[1]));
        table.Global("_[_]", [CelType.Optional(CelType.List(A)), CelType.Int], CelType.Optional(A), a => Indexing.GetOptional(a[0], a[1]));
        table.Global("_[_]", [CelType.Optional(CelType.Map(A, B)), A], CelType.Optional(B), a => Indexing.GetOptional(a[0], a[1]));
        table.Global("_[?_]", [CelType.List(A), CelType.Int], CelType.Optional(A), a => Indexing.GetOptional(a[0], a[1]));
        table.Global("_[?_]", [CelType.Map(A, B), A], CelType.Optional(B), a => Indexing.GetOptional(a[0], a[1]));
        table.Global("_[?_]", [CelType.Optional(CelType.List(A)), CelType.Int], CelType.Optional(A), a => Indexing.GetOptional(a[0], a[1]));
        table.Global("_[?_]", [CelType.Optional(CelType.Map(A, B)), A], CelType.Optional(B), a => Indexing.GetOptional(a[0], a[1]));
    }

    private static void AddArithmetic(FunctionTable table)
    {
        foreach (var type in Numbers)
        {
            table.Global("_+_", [type, type], type, a => Arithmetic.Add(a[0], a[1]));
            table.Global("_-_", [type, type], type, a => Arithmetic.Subtract(a[0], a[1]));
            table.Global("_*_", [type, type], type, a => Arithmetic.Multiply(a[0], a[1]));
            table.Global("_/_", [type, type], type, a => Arithmetic.Divide(a[0], a[1]));
            if (type.Kind != CelKind.Double) table.Global("_%_", [type, type], type, a => Arithmetic.Modulo(a[0], a[1]));
        }
        table.Global("-_", [CelType.Int], CelType.Int, a => a[0].AsInt() == long.MinValue ? CelNumbers.IntOverflow : CelValue.Of(-a[0].AsInt()));
        table.Global("-_", [CelType.Double], CelType.Double, a => CelValue.Of(-a[0].AsDouble()));
        table.Global("_+_", [CelType.String, CelType.String], CelType.String, a => CelValue.Of(a[0].AsString() + a[1].AsString()), CallCost.Concatenation);
        table.Global("_+_", [CelType.Bytes, CelType.Bytes], CelType.Bytes, a => CelValue.Of([.. a[0].AsBytes(), .. a[1].AsBytes()]), CallCost.Concatenation);
        table.Global("_+_", [CelType.List(A), CelType.List(A)], CelType.List(A), a => CelValue.Of(JoinedList.Of(a[0].AsList(), a[1].AsList())), CallCost.ListConcatenation);
        table.Global("_+_", [CelType.Timestamp, CelType.Duration], CelType.Timestamp, a => CelTimes.Of(a[0].Seconds, a[0].Nanoseconds + (Int128)a[1].Nanoseconds));
        table.Global("_+_", [CelType.Duration, CelType.Timestamp], CelType.Timestamp, a => CelTimes.Of(a[1].Seconds, a[1].Nanoseconds + (Int128)a[0].Nanoseconds));
        table.Global("_+_", [CelType.Duration, CelType.Duration], CelType.Duration, a => Arithmetic.Span((Int128)a[0].Nanoseconds + a[1].Nanoseconds));
        table.Global("_-_", [CelType.Duration, CelType.Duration], CelType.Duration, a => Arithmetic.Span((Int128)a[0].Nanoseconds - a[1].Nanoseconds));
        table.Global("_-_", [CelType.Timestamp, CelType.Duration], CelType.Timestamp, a => CelTimes.Of(a[0].Seconds, a[0].Nanoseconds - (Int128)a[1].Nanoseconds));
        table.Global("_-_", [CelType.Timestamp, CelType.Timestamp], CelType.Duration,
            a => Arithmetic.Span(((Int128)a[0].Seconds - a[1].Seconds) * 1_000_000_000 + a[0].Nanoseconds - a[1].Nanoseconds));
    }

    private static bool Contains(CelList list, in CelValue item)
    {
        for (var i = 0; i < list.Count; i++)
            if (CelValue.AreEqual(list[i], item)) return true;
        return false;
    }
}
