using Timonier.Cel.Costs;
using Timonier.Cel.Patterns;

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
        table.Member("matches", two, CelType.Bool, Matches, CallCost.Matches);
        table.Global("matches", two, CelType.Bool, Matches, CallCost.Matches);
    }

    // At run time the text is counted, in the estimate the prefix: the two have differed since their beginning.
    private static readonly CallCost Prefix = new(CallCost.Traversal(0).Actual, CallCost.Traversal(1).Estimate);

    private static CelValue Matches(ReadOnlySpan<CelValue> arguments) =>
        Re2.TryCompile(arguments[1].AsString(), out var regex, out var fault) ? CelValue.Of(regex.IsMatch(arguments[0].AsString())) : CelValue.Error(fault);
}
