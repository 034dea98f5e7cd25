using Timonier.Scheduling.Framework;

namespace Timonier.Scheduling.Decisions;

/// <summary>Nodes that were turned down alike.</summary>
/// <param name="Refusal">By whom and why.</param>
/// <param name="Count">How many nodes.</param>
/// <param name="Examples">Some of them by name.</param>
public sealed record RefusalGroup(Refusal Refusal, int Count, IReadOnlyList<string> Examples)
{
    private const int MostExamples = 5;

    /// <summary>Equal ones together, the largest group first.</summary>
    public static IReadOnlyList<RefusalGroup> Of(IEnumerable<KeyValuePair<Nodes.NodeRow, Refusal>> refused) =>
    [
        .. refused.GroupBy(r => r.Value, r => r.Key.Name)
            .Select(g => new RefusalGroup(g.Key, g.Count(), [.. g.Order(StringComparer.Ordinal).Take(MostExamples)]))
            .OrderByDescending(g => g.Count),
    ];
}
