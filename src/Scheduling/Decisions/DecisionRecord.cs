using System.Collections.Immutable;
using Timonier.Scheduling.Plugins;

namespace Timonier.Scheduling.Decisions;

/// <summary>The last decision about one pod: the node, or why none would do, node by node.</summary>
public sealed record DecisionRecord(string Namespace, string Pod, string Uid, DateTimeOffset At)
{
    /// <summary>The chosen node; empty when none fits.</summary>
    public string Node { get; init; } = "";

    /// <summary>Plugin and reasons of every node that was refused.</summary>
    public IReadOnlyDictionary<string, Refusal> Refused { get; init; } = ImmutableDictionary<string, Refusal>.Empty;

    public string Message { get; init; } = "";
}
