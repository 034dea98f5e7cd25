using Timonier.Cel.Costs;
using Timonier.Cel.Functions;

namespace Timonier.Cel.Libraries;

/// <summary>Lists compared as sets, whatever their order and however often an item is in them.</summary>
internal static class SetLibrary
{
    private static readonly CelType[] Two = [CelType.List(CelType.Parameter("T")), CelType.List(CelType.Parameter("T"))];

    public static void AddTo(FunctionTable table)
    {
        table.Global("sets.contains", Two, CelType.Bool, a => CelValue.Of(ContainsAll(a[0].AsList(), a[1].AsList())), Each(1));
        table.Global("sets.equivalent", Two, CelType.Bool, a => CelValue.Of(ContainsAll(a[0].AsList(), a[1].AsList()) && ContainsAll(a[1].AsList(), a[0].AsList())), Each(2));
        table.Global("sets.intersects", Two, CelType.Bool, a => CelValue.Of(Intersects(a[0].AsList(), a[1].AsList())), Each(1));
    }

    /// <summary>Every item of one with every item of the other.</summary>
    private static CallCost Each(ulong times) => new(
        (arguments, in _) => 1 + times * (ulong)arguments[0].Size * (ulong)arguments[1].Size,
        arguments => new CallEstimate(CelCost.One + CelCost.Exactly(times) * arguments[0].Size * arguments[1].Size));

    private static bool ContainsAll(CelList list, CelList wanted)
    {
        var items = SetOf(list);
        for (var i = 0; i < wanted.Count; i++)
            if (!items.Contains(wanted[i])) return false;
        return true;
    }

    private static bool Intersects(CelList list, CelList wanted)
    {
        var items = SetOf(list);
        for (var i = 0; i < wanted.Count; i++)
            if (items.Contains(wanted[i])) return true;
        return false;
    }

    private static HashSet<CelValue> SetOf(CelList list)
    {
        var items = new HashSet<CelValue>(CelValueComparer.Instance);
        for (var i = 0; i < list.Count; i++) items.Add(list[i]);
        return items;
    }
}
