using Timonier.Cel.Costs;

namespace Timonier.Cel.Functions;

/// <summary>The functions over texts and sizes that the language itself has.</summary>
internal static class Texts
{
    private static readonly CelType A = CelType.Parameter("A");
    private static readonly CelType B = CelType.Parameter("B");

    public static void AddTo(FunctionTable table)
    {
        foreach (var type in (CelType[])[CelType.String, CelType.Bytes, CelType.List(A), CelType.Map(A, B)])
        {
            table.Global("size", [type], CelType.Int, a => CelValue.Of(a[0].Size));
            table.Member("size", [type], CelType.Int, a => CelValue.Of(a[0].Size));
        }
        CelType[] two = [CelType.String, CelType.String];
        table.Member("contains", two, CelType.Bool, a => CelValue.Of(a[0].AsString().Contains(a[1].AsString(), StringComparison.Ordinal)), CallCost.Contains);
        table.Member("startsWith", two, CelType.Bool, a => CelValue.Of(a[0].AsString().StartsWith(a[1].AsString(), StringComparison.Ordinal)), Prefix);
        table.Member("endsWith", two, CelType.Bool, a => CelValue.Of(a[0].AsString().EndsWith(a[1].AsString(), StringComparison.Ordinal)), Prefix);
    }

    // At run time the text is counted, in the estimate the prefix: the two have differed since their beginning.
    private static readonly CallCost Prefix = new(CallCost.Traversal(0).Actual, CallCost.Traversal(1).Estimate);
}
