using Timonier.Cel.Costs;

namespace Timonier.Cel.Libraries;

/// <summary>Costs of the functions whose results are larger or smaller than what they are given.</summary>
internal static class StringCosts
{
    // Walking the text and making the result: twice.
    private const double Both = 2 * CallCost.PerCharacter;

    public static readonly CallCost Replace = new(CallCost.Traversal(0, times: 2).Actual, EstimateReplace);

    public static readonly CallCost Split = new(CallCost.Traversal(0, times: 2).Actual, EstimateSplit);

    public static readonly CallCost Join = new(
        (_, in result) => CelCost.Scale((ulong)result.Size, Both),
        EstimateJoin);

    public static readonly CallCost Format = new(
        CallCost.Traversal(0).Actual,
        arguments => new CallEstimate(arguments[0].Size.Times(CallCost.PerCharacter)));

    public static readonly CallCost Quote = new(
        CallCost.Traversal(0).Actual,
        arguments => new CallEstimate(arguments[0].Size.Times(CallCost.PerCharacter), arguments[0].Size * new CelCost(1, 2) + CelCost.Exactly(2)));

    /// <summary>The longest result has the shortest texts replaced by the longest, the shortest result the reverse.</summary>
    private static CallEstimate EstimateReplace(ReadOnlySpan<SizedArgument> arguments)
    {
        var (text, old, by) = (arguments[0].Size, arguments[1].Size, arguments[2].Size);
        var size = new CelCost(Replaced(text.Least, old.Most, by.Least, keepsText: old.Most <= by.Least), Replaced(text.Most, old.Least, by.Most, keepsText: by.Most <= old.Least));
        return new CallEstimate(text.Times(Both), size);
    }

    private static ulong Replaced(ulong text, ulong old, ulong by, bool keepsText)
    {
        // Nothing is found before, between and behind all characters.
        if (old == 0) return ((CelCost.Exactly(text) + CelCost.One) * CelCost.Exactly(by) + CelCost.Exactly(text)).Most;
        return keepsText ? text : (CelCost.Exactly(CelCost.Scale(text, 1.0 / old)) * CelCost.Exactly(by)).Most;
    }

    private static CallEstimate EstimateSplit(ReadOnlySpan<SizedArgument> arguments)
    {
        var most = arguments.Length > 2 && arguments[2].Constant is { Kind: CelKind.Int } limit && limit.AsInt() >= 0 ? (ulong)limit.AsInt() : arguments[0].Size.Most;
        return new CallEstimate(arguments[0].Size.Times(Both), new CelCost(0, most));
    }

    private static CallEstimate EstimateJoin(ReadOnlySpan<SizedArgument> arguments)
    {
        var count = arguments[0].Size;
        var size = count * arguments[0].ElementSize;
        if (arguments.Length > 1) size += arguments[1].Size * new CelCost(count.Least == 0 ? 0 : count.Least - 1, count.Most == 0 ? 0 : count.Most - 1);
        return new CallEstimate(size.Times(CallCost.PerCharacter), size);
    }
}
