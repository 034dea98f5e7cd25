using System.Collections.Immutable;

namespace Timonier.Kernel;

/// <summary>Conditions on labels that must all hold; without conditions it matches everything.</summary>
public sealed partial record LabelSelector(ImmutableArray<LabelRequirement> Requirements)
{
    /// <summary>Whether this is the selector that matches nothing (an absent selector, as opposed to an empty one).</summary>
    public bool IsNothing { get; private init; }

    public static LabelSelector Everything { get; } = new(ImmutableArray<LabelRequirement>.Empty);

    public static LabelSelector Nothing { get; } = new(ImmutableArray<LabelRequirement>.Empty) { IsNothing = true };

    public bool IsEmpty => !IsNothing && Requirements.IsEmpty;

    /// <summary>All of these labels with exactly these values; none matches everything.</summary>
    public static LabelSelector OfLabels(IEnumerable<KeyValuePair<string, string>> labels) =>
        Of(labels.Select(l => new LabelRequirement(l.Key, LabelOperator.Equals, [l.Value])));

    public static LabelSelector Of(IEnumerable<LabelRequirement> requirements) =>
        new([.. requirements
            .Select(r => r with { Values = [.. r.Values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)] })
            .OrderBy(r => r.Key, StringComparer.Ordinal)]);

    /// <summary>The operator of the object form (<c>matchExpressions</c>); null for an unknown word.</summary>
    public static LabelOperator? OperatorOf(string word) => word switch
    {
        "In" => LabelOperator.In,
        "NotIn" => LabelOperator.NotIn,
        "Exists" => LabelOperator.Exists,
        "DoesNotExist" => LabelOperator.DoesNotExist,
        "Gt" => LabelOperator.GreaterThan,
        "Lt" => LabelOperator.LessThan,
        _ => null,
    };

    /// <param name="valueOf">The value of a label of the object, null when it has none of that name.</param>
    public bool Matches(Func<string, string?> valueOf)
    {
        if (IsNothing) return false;
        foreach (var requirement in Requirements)
            if (!requirement.Matches(valueOf(requirement.Key))) return false;
        return true;
    }

    public bool Matches(IReadOnlyDictionary<string, string> labels) => Matches(key => labels.TryGetValue(key, out var value) ? value : null);

    public bool Equals(LabelSelector? other) => other is not null && IsNothing == other.IsNothing && ToString() == other.ToString();

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(ToString());

    public override string ToString() => string.Join(',', Requirements);
}
