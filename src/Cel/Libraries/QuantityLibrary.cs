using Timonier.Cel.Costs;
using Timonier.Cel.Functions;
using Timonier.Kernel;

namespace Timonier.Cel.Libraries;

/// <summary>Amounts of resources.</summary>
internal static class QuantityLibrary
{
    private static readonly CelType Q = CelType.Opaque("kubernetes.Quantity");

    public static void AddTo(FunctionTable table)
    {
        table.Type(Q);
        table.Global("quantity", [CelType.String], Q, a => Parse(a[0].AsString()), CallCost.Traversal(0));
        table.Global("isQuantity", [CelType.String], CelType.Bool, a => CelValue.Of(Quantity.TryParse(a[0].AsString(), out _)), CallCost.Traversal(0));
        table.Member("sign", [Q], CelType.Int, a => CelValue.Of((long)Of(a[0]).Sign));
        table.Member("isInteger", [Q], CelType.Bool, a => CelValue.Of(IsInteger(Of(a[0]))));
        table.Member("asInteger", [Q], CelType.Int, a => IsInteger(Of(a[0])) ? CelValue.Of(Of(a[0]).Value) : CelValue.Error("cannot convert value to integer"));
        table.Member("asApproximateFloat", [Q], CelType.Double, a => CelValue.Of(Of(a[0]).ToDouble()));
        table.Member("add", [Q, Q], Q, a => Make(Of(a[0]) + Of(a[1])));
        table.Member("add", [Q, CelType.Int], Q, a => Make(Of(a[0]) + Quantity.Of(a[1].AsInt())));
        table.Member("sub", [Q, Q], Q, a => Make(Of(a[0]) - Of(a[1])));
        table.Member("sub", [Q, CelType.Int], Q, a => Make(Of(a[0]) - Quantity.Of(a[1].AsInt())));
        table.Member("isLessThan", [Q, Q], CelType.Bool, a => CelValue.Of(Of(a[0]) < Of(a[1])));
        table.Member("isGreaterThan", [Q, Q], CelType.Bool, a => CelValue.Of(Of(a[0]) > Of(a[1])));
        table.Member("compareTo", [Q, Q], CelType.Int, a => CelValue.Of((long)Of(a[0]).CompareTo(Of(a[1]))));
    }

    private static Quantity Of(in CelValue value) => ((Amount)value.AsOpaque()).Quantity;

    private static CelValue Make(Quantity quantity) => CelValue.Of(new Amount(quantity));

    private static CelValue Parse(string text) => Quantity.TryParse(text, out var quantity, out var fault) ? Make(quantity) : CelValue.Error(fault);

    private static bool IsInteger(Quantity quantity) => Quantity.Of(quantity.Value) == quantity;

    private sealed class Amount(Quantity quantity) : CelOpaque(Q)
    {
        public Quantity Quantity => quantity;

        public override bool Equals(object? obj) => obj is Amount other && other.Quantity == quantity;

        public override int GetHashCode() => quantity.GetHashCode();

        public override string ToString() => quantity.ToString();
    }
}
