using System.Collections.Immutable;
using System.Globalization;

namespace Timonier.Kernel;

/// <summary>One condition on one label.</summary>
/// <param name="Key">The label.</param>
/// <param name="Operator">What must hold.</param>
/// <param name="Values">Sorted and distinct; exactly one for equality and comparison, none for existence.</param>
public sealed record LabelRequirement(string Key, LabelOperator Operator, ImmutableArray<string> Values)
{
    /// <param name="value">The label's value; null when the object does not have it.</param>
    public bool Matches(string? value) => Operator switch
    {
        LabelOperator.Equals or LabelOperator.In => value is not null && Values.Contains(value),
        // An object without the label also differs from the value.
        LabelOperator.NotEquals or LabelOperator.NotIn => value is null || !Values.Contains(value),
        LabelOperator.Exists => value is not null,
        LabelOperator.DoesNotExist => value is null,
        LabelOperator.GreaterThan => Compares(value) is > 0,
        _ => Compares(value) is < 0,
    };

    public override string ToString() => Operator switch
    {
        LabelOperator.Equals => $"{Key}={Values[0]}",
        LabelOperator.NotEquals => $"{Key}!={Values[0]}",
        LabelOperator.In => $"{Key} in ({string.Join(',', Values)})",
        LabelOperator.NotIn => $"{Key} notin ({string.Join(',', Values)})",
        LabelOperator.Exists => Key,
        LabelOperator.DoesNotExist => "!" + Key,
        LabelOperator.GreaterThan => $"{Key}>{Values[0]}",
        _ => $"{Key}<{Values[0]}",
    };

    private int? Compares(string? value) =>
        long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var left)
        && long.TryParse(Values[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var right)
            ? left.CompareTo(right)
            : null;
}
