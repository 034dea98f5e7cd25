using System.Collections.Immutable;

namespace Timonier.Network.Linux.Rules;

/// <summary>
/// The changing part of our table as data: chains by name, elements by the map or set they belong to, and
/// affinity sets with their timeouts. Two of these can be compared, which gives the smallest transaction.
/// </summary>
internal sealed record RuleSet(
    ImmutableSortedDictionary<string, ImmutableArray<string>> Chains,
    ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, string>> Elements,
    ImmutableSortedDictionary<string, int> AffinitySets)
{
    public static RuleSet Empty { get; } = new(
        ImmutableSortedDictionary.Create<string, ImmutableArray<string>>(StringComparer.Ordinal),
        ImmutableSortedDictionary.Create<string, ImmutableSortedDictionary<string, string>>(StringComparer.Ordinal),
        ImmutableSortedDictionary.Create<string, int>(StringComparer.Ordinal));

    public ImmutableSortedDictionary<string, string> ElementsOf(string map) =>
        Elements.TryGetValue(map, out var found) ? found : NoElements;

    private static ImmutableSortedDictionary<string, string> NoElements { get; } = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);
}
