using System.Runtime.InteropServices;

namespace Timonier.Cel.Costs;

/// <summary>An argument as the estimate sees it: its type, its size, and the sizes of its elements when it is a list.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SizedArgument(CelType Type, CelCost Size, CelCost ElementSize, CelValue? Constant);

/// <summary>What a call is estimated to cost, and the size of its result when that follows from the arguments.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct CallEstimate(CelCost Cost, CelCost? Size = null);

internal delegate ulong ActualCost(ReadOnlySpan<CelValue> arguments, in CelValue result);

internal delegate CallEstimate EstimatedCost(ReadOnlySpan<SizedArgument> arguments);

/// <summary>What an overload costs: by the values when it runs, by the bounds of the schema when it is estimated.</summary>
internal sealed record CallCost(ActualCost Actual, EstimatedCost Estimate)
{
    public const double PerCharacter = 0.1;
    public const double PerRegexCharacter = 0.25;
    public const ulong NewList = 10;
    public const ulong NewMap = 30;
    public const ulong NewMessage = 40;

    /// <summary>Most functions: the same small cost whatever they are given.</summary>
    public static readonly CallCost One = Fixed(1);

    public static CallCost Fixed(ulong cost) => new((_, in _) => cost, _ => new CallEstimate(CelCost.Exactly(cost)));

    /// <summary>Walks over one argument; <paramref name="keepsSize"/> when the result is at most as large.</summary>
    public static CallCost Traversal(int argument, double times = 1, bool keepsSize = false) => new(
        (arguments, in _) => CelCost.Scale((ulong)arguments[argument].Size, times * PerCharacter),
        arguments => new CallEstimate(arguments[argument].Size.Times(times * PerCharacter), keepsSize ? arguments[argument].Size : null));

    /// <summary>Compares two values: the walk ends with the shorter.</summary>
    public static readonly CallCost Comparison = new(
        (arguments, in _) => CelCost.Scale((ulong)Math.Min(arguments[0].Size, arguments[1].Size), PerCharacter),
        arguments =>
        {
            var most = Math.Min(arguments[0].Size.Most, arguments[1].Size.Most);
            return new CallEstimate(new CelCost(most > 0 ? 1UL : 0, most).Times(PerCharacter));
        });

    /// <summary>Puts two texts together, which copies both.</summary>
    public static readonly CallCost Concatenation = new(
        (arguments, in _) => CelCost.Scale((ulong)(arguments[0].Size + arguments[1].Size), PerCharacter),
        arguments => new CallEstimate((arguments[0].Size + arguments[1].Size).Times(PerCharacter), arguments[0].Size + arguments[1].Size));

    public static readonly CallCost ListConcatenation = new(
        (_, in _) => 1,
        arguments => new CallEstimate(CelCost.One, arguments[0].Size + arguments[1].Size));

    public static readonly CallCost Contains = new(
        (arguments, in _) => CelCost.Scale((ulong)arguments[0].Size, PerCharacter) * CelCost.Scale((ulong)arguments[1].Size, PerCharacter),
        arguments => new CallEstimate(arguments[0].Size.Times(PerCharacter) * arguments[1].Size.Times(PerCharacter)));

    public static readonly CallCost Matches = new(ActualMatch, arguments => new CallEstimate(EstimatedMatch(arguments)));

    public static readonly CallCost Find = new(ActualMatch, arguments => new CallEstimate(EstimatedMatch(arguments), new CelCost(0, arguments[0].Size.Most)));

    /// <summary>Looks through a list for an item.</summary>
    public static readonly CallCost Membership = new(
        (arguments, in _) => (ulong)arguments[1].Size,
        arguments => new CallEstimate(arguments[1].Size));

    // One more than the text is long, so that an expensive pattern over an empty text is not free.
    private static ulong ActualMatch(ReadOnlySpan<CelValue> arguments, in CelValue result) =>
        CelCost.Scale((ulong)arguments[0].Size + 1, PerCharacter) * CelCost.Scale((ulong)arguments[1].Size, PerRegexCharacter);

    private static CelCost EstimatedMatch(ReadOnlySpan<SizedArgument> arguments) =>
        (arguments[0].Size + CelCost.One).Times(PerCharacter) * arguments[1].Size.Times(PerRegexCharacter);
}
