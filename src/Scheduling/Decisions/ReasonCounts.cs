using System.Globalization;
using Timonier.Scheduling.Framework;

namespace Timonier.Scheduling.Decisions;

/// <summary>Why nodes would not do, each reason with the number of nodes, as upstream tells it.</summary>
public sealed class ReasonCounts
{
    private readonly Dictionary<string, int> counts = new(StringComparer.Ordinal);

    public void Add(Refusal refusal, int nodes)
    {
        if (nodes == 0) return;
        foreach (var reason in refusal.Reasons) counts[reason] = counts.GetValueOrDefault(reason) + nodes;
    }

    /// <param name="nodes">How many nodes there are.</param>
    /// <param name="everywhere">What is told in place of the counts; null: the counts.</param>
    public string Tell(int nodes, string? everywhere = null)
    {
        var start = string.Create(CultureInfo.InvariantCulture, $"0/{nodes} nodes are available:");
        if (everywhere is not null) return $"{start} {everywhere}.";
        return counts.Count == 0 ? start : $"{start} {string.Join(", ", counts.Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Value} {c.Key}")).Order(StringComparer.Ordinal))}.";
    }
}
