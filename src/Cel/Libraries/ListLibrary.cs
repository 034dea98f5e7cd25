using Timonier.Cel.Costs;
using Timonier.Cel.Functions;

namespace Timonier.Cel.Libraries;

/// <summary>Questions about whole lists: order, sum, extremes, positions.</summary>
internal static class ListLibrary
{
    private static readonly CelType A = CelType.Parameter("A");
    private static readonly CelType[] Comparable = [CelType.String, CelType.Bool, CelType.Bytes, CelType.Double, CelType.Duration, CelType.Int, CelType.Timestamp, CelType.Uint];

    private static readonly (CelType Type, CelValue Zero)[] Summable =
        [(CelType.Int, CelValue.Of(0L)), (CelType.Uint, CelValue.Of(0UL)), (CelType.Double, CelValue.Of(0.0)), (CelType.Duration, CelValue.Duration(0))];

    /// <summary>Looking through a text, a tenth for each of its bytes.</summary>
    public static readonly CallCost WalkText = new(
        (arguments, in _) => Walk(arguments[0]),
        arguments => new CallEstimate(arguments[0].Size.Times(CallCost.PerCharacter)));

    /// <summary>Looking at all elements, and through those that are texts.</summary>
    private static readonly CallCost WalkList = new(
        (arguments, in _) => Walk(arguments[0]),
        arguments =>
        {
            var each = CelCost.One;
            if (arguments[0].Type.Element.Kind is CelKind.String or CelKind.Bytes) each += arguments[0].ElementSize.Times(CallCost.PerCharacter);
            return new CallEstimate(arguments[0].Size * each);
        });

    public static void AddTo(FunctionTable table)
    {
        foreach (var type in Comparable)
        {
            var list = CelType.List(type);
            table.Member("isSorted", [list], CelType.Bool, a => IsSorted(a[0].AsList()), WalkList);
            table.Member("max", [list], type, a => Extreme(a[0].AsList(), 1, "max called on empty list"), WalkList);
            table.Member("min", [list], type, a => Extreme(a[0].AsList(), -1, "min called on empty list"), WalkList);
        }
        foreach (var (type, zero) in Summable)
            table.Member("sum", [CelType.List(type)], type, a => Sum(a[0].AsList(), zero), WalkList);
        table.Member("indexOf", [CelType.List(A), A], CelType.Int, a => IndexOf(a[0].AsList(), a[1]), WalkList);
        table.Member("lastIndexOf", [CelType.List(A), A], CelType.Int, a => LastIndexOf(a[0].AsList(), a[1]), WalkList);
    }

    private static ulong Walk(in CelValue value)
    {
        switch (value.Kind)
        {
            case CelKind.String:
                return (ulong)(System.Text.Encoding.UTF8.GetByteCount(value.AsString()) * CallCost.PerCharacter);
            case CelKind.Bytes:
                return (ulong)(value.AsBytes().Length * CallCost.PerCharacter);
            case CelKind.List:
                var list = value.AsList();
                var sum = 0UL;
                for (var i = 0; i < list.Count; i++) sum += Walk(list[i]);
                return sum;
            case CelKind.Map:
                var map = value.AsMap();
                return map.Keys.Aggregate(0UL, (cost, key) => cost + Walk(key) + (map.TryFind(key, out var held) ? Walk(held) : 0));
            default:
                return 1;
        }
    }

    private static CelValue IsSorted(CelList list)
    {
        for (var i = 1; i < list.Count; i++)
        {
            if (list[i - 1].Kind != list[i].Kind) return CelValue.NoSuchOverload;
            if (Operators.Compare(list[i - 1], list[i]) == 1) return CelValue.False;
        }
        return CelValue.True;
    }

    private static CelValue Extreme(CelList list, int wanted, string whenEmpty)
    {
        if (list.Count == 0) return CelValue.Error(whenEmpty);
        var extreme = list[0];
        for (var i = 1; i < list.Count; i++)
        {
            if (list[i].Kind != extreme.Kind) return CelValue.NoSuchOverload;
            if (Operators.Compare(list[i], extreme) == wanted) extreme = list[i];
        }
        return extreme;
    }

    private static CelValue Sum(CelList list, CelValue zero)
    {
        var sum = zero;
        for (var i = 0; i < list.Count && !sum.IsError; i++)
        {
            var item = list[i];
            if (item.Kind != zero.Kind) return item.IsError ? item : CelValue.NoSuchOverload;
            sum = item.Kind == CelKind.Duration ? Arithmetic.Span((Int128)sum.Nanoseconds + item.Nanoseconds) : Arithmetic.Add(sum, item);
        }
        return sum;
    }

    private static CelValue IndexOf(CelList list, in CelValue item)
    {
        for (var i = 0; i < list.Count; i++)
            if (CelValue.AreEqual(list[i], item)) return CelValue.Of((long)i);
        return CelValue.Of(-1L);
    }

    private static CelValue LastIndexOf(CelList list, in CelValue item)
    {
        for (var i = list.Count - 1; i >= 0; i--)
            if (CelValue.AreEqual(list[i], item)) return CelValue.Of((long)i);
        return CelValue.Of(-1L);
    }
}
