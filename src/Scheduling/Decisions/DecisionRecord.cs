using Timonier.Scheduling.Framework;

namespace Timonier.Scheduling.Decisions;

/// <summary>The last decision about one pod: the node, or why none would do.</summary>
public sealed record DecisionRecord(string Namespace, string Pod, string Uid, DateTimeOffset At)
{
    /// <summary>The chosen node; empty when none fits.</summary>
    public string Node { get; init; } = "";

    /// <summary>Equal refusals together, with the number of nodes and a few of their names.</summary>
    public IReadOnlyList<RefusalGroup> Groups { get; init; } = [];

    /// <summary>Where the pod will fit after others have gone; null when nobody looked or nothing helps.</summary>
    public RescueOutcome? Rescue { get; init; }

    /// <summary>In upstream's words.</summary>
    public string Message { get; init; } = "";

    /// <summary>The plugins that stood in the way: changes that mean nothing to them need not wake the pod.</summary>
    public IReadOnlySet<string> Plugins { get; init; } = new HashSet<string>();
}
